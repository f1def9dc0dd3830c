"""The values of one canonical column of a batch: from its origin, through `values`, to its type."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from leadpact.connectors.files.batches import (
    Converted,
    Reading,
    RowFault,
    UnreadableValue,
    convert_distinct,
    faults_where,
    shown,
)
from leadpact.connectors.files.convert import ARROW_TYPES, convert, to_text
from leadpact.connectors.files.document import (
    ColumnDocument,
    LookupDocument,
    WhereDocument,
)
from leadpact.terms.tables import CLOSED_CODES, ColumnType

_OWN_CODE = re.compile("[A-Z][A-Z0-9_]{0,59}")


def allowed_codes(table: str, column: str, spec: ColumnDocument | None = None) -> tuple[str, ...]:
    """Return the codes that a column may hold; none: any text.

    A company has channels of its own, which its pact declares: of `touches.kind` those that the
    mapping itself writes are allowed too, unless they look like a misspelt standard one.
    """
    codes = CLOSED_CODES.get((table, column), ())
    if (table, column) != ("touches", "kind") or spec is None:
        return codes
    written = {spec.constant, spec.default, *(spec.values or {}).values()}
    own = sorted(code for code in written if code and _OWN_CODE.fullmatch(code))
    return (*codes, *(code for code in own if not get_close_matches(code, codes, n=1, cutoff=0.8)))


PLACEHOLDER = re.compile(r"\{([^{}]+)\}")

Lookups = Mapping[LookupDocument, Mapping[str, str]]


class Cells:
    """The source columns of a batch by name, as they are and as trimmed text."""

    def __init__(self, columns: dict[str, pa.Array], n_rows: int) -> None:
        self.n_rows = n_rows
        self._columns = columns
        self._text: dict[str, pa.Array] = {}

    def as_stored(self, name: str) -> pa.Array:
        """Return a column in its own type; text is trimmed, blanks are missing."""
        column = self._columns[name]
        return self.text(name) if pa.types.is_string(column.type) else column

    def text(self, name: str) -> pa.Array:
        """Return a column as trimmed text; blanks are missing."""
        if name not in self._text:
            self._text[name] = to_text(self._columns[name])
        return self._text[name]

    def nul_faults(self) -> dict[int, RowFault]:
        """Return the rows in which a text holds a NUL character."""
        faults: dict[int, RowFault] = {}
        for name, column in self._columns.items():
            if pa.types.is_string(column.type):
                reason = f"Column {name} holds a NUL character, which no text has."
                rows = pc.indices_nonzero(pc.match_substring(column, "\0")).to_pylist()
                faults |= {row: RowFault("text-nul", reason) for row in rows}
        return faults


def select_rows(where: Mapping[str, WhereDocument], cells: Cells) -> pa.Array | None:
    """Return which rows are taken as booleans, or None where all are."""
    masks = [mask for name, rule in where.items() for mask in _masks(rule, cells.text(name))]
    return reduce(pc.and_, masks) if masks else None


def source_columns(spec: ColumnDocument) -> list[str]:
    """Return the source columns that a canonical column is made of."""
    names = [spec.column] if spec.column else []
    names += PLACEHOLDER.findall(spec.template or "")
    if spec.lookup:
        names.append(spec.lookup.by)
    for year, part, _, _ in _periods(spec):
        names += [year, part]
    return names


def derive_column(
    spec: ColumnDocument,
    to: ColumnType,
    cells: Cells,
    *,
    reading: Reading,
    lookups: Lookups,
    codes: tuple[str, ...] = (),
) -> Converted:
    """Make one canonical column of a batch.

    Parameters
    ----------
    spec
        The column as the mapping has it.
    to
        Its canonical type.
    cells
        The source columns.
    reading
        How times and numbers are written.
    lookups
        What each lookup of the mapping finds, by its document.
    codes
        The closed list of codes that the column may hold; empty where it is open.
    """
    derived = _origin(spec, cells, lookups)
    if spec.values is not None:
        _apply_values(spec, derived)
    if spec.default is not None:
        fill = pc.and_not(derived.values.is_null(), _is_faulty(derived))
        derived.values = pc.if_else(fill, spec.default, to_text(derived.values))
    converted = convert(derived.values, to, reading)
    derived.values, derived.n_rounded = converted.values, converted.n_rounded
    derived.faults = converted.faults | derived.faults
    if codes:
        is_code = pc.is_in(derived.values, value_set=pa.array(codes))
        unknown = faults_where(
            pc.and_not(derived.values.is_valid(), is_code),
            derived.values,
            "code-unknown",
            lambda value: f"{shown(value)} is none of the codes {', '.join(codes)}.",
        )
        derived.faults = unknown | derived.faults
    if spec.unreadable == "missing" and derived.faults:
        derived.values = pc.if_else(
            _is_faulty(derived), pa.scalar(None, ARROW_TYPES[to]), derived.values
        )
        derived.n_made_missing = len(derived.faults)
        derived.faults = {}
    return derived


def _is_faulty(derived: Converted) -> pa.Array:
    """Return for each row whether it has a fault."""
    return pa.array([row in derived.faults for row in range(len(derived.values))], pa.bool_())


def _masks(rule: WhereDocument, text: pa.Array) -> list[pa.Array]:
    masks = []
    if rule.is_ is not None:
        masks.append(pc.is_in(text, value_set=pa.array(rule.is_, pa.string())))
    if rule.is_not is not None:
        masks.append(pc.invert(pc.is_in(text, value_set=pa.array(rule.is_not, pa.string()))))
    if rule.is_known is not None:
        masks.append(text.is_valid() if rule.is_known else text.is_null())
    return masks


def _origin(spec: ColumnDocument, cells: Cells, lookups: Lookups) -> Converted:
    """Return what the source says, before `values`, `default` and the type."""
    if spec.column:
        return Converted(cells.as_stored(spec.column))
    if spec.template:
        return Converted(_fill_template(spec.template, cells))
    if spec.lookup:
        found = lookups[spec.lookup]
        return convert_distinct(cells.text(spec.lookup.by), found.get, pa.string())
    for period in _periods(spec):
        return _period_date(*period, cells)
    return Converted(pa.repeat(pa.scalar(spec.constant, pa.string()), cells.n_rows))


def _fill_template(template: str, cells: Cells) -> pa.Array:
    """Join texts and columns; where one of the columns is missing, so is the whole."""
    parts = PLACEHOLDER.split(template)
    arrays = [
        cells.text(part) if index % 2 else pa.scalar(part) for index, part in enumerate(parts)
    ]
    return pc.binary_join_element_wise(*arrays, "", null_handling="emit_null")


def _periods(spec: ColumnDocument) -> Iterator[tuple[str, str, int, bool]]:
    """Yield the year and the part column, the months of a part, and whether its end is meant."""
    for quarter, is_end in ((spec.quarter_start, False), (spec.quarter_end, True)):
        if quarter:
            yield quarter.year, quarter.quarter, 3, is_end
    for month, is_end in ((spec.month_start, False), (spec.month_end, True)):
        if month:
            yield month.year, month.month, 1, is_end


def _period_date(year: str, part: str, n_months: int, is_end: bool, cells: Cells) -> Converted:
    """Return the first day of a quarter or month, or of the one after it, as ISO text."""
    pairs = pc.binary_join_element_wise(
        cells.text(year), cells.text(part), "\x1f", null_handling="emit_null"
    )

    def parse(pair: str) -> str:
        year_text, part_text = pair.split("\x1f")
        digits = part_text.upper().removeprefix("Q") if n_months == 3 else part_text
        is_period = re.fullmatch(r"[0-9]{4}", year_text) and re.fullmatch(r"[0-9]{1,2}", digits)
        if not is_period or not 1 <= int(digits) <= 12 // n_months:
            raise UnreadableValue(
                "time-unreadable",
                f"{shown(year_text)} and {shown(part_text)} are no year and part of a year.",
            )
        months = int(year_text) * 12 + (int(digits) - 1 + is_end) * n_months
        return f"{months // 12:04d}-{months % 12 + 1:02d}-01"

    return convert_distinct(pairs, parse, pa.string())


def _apply_values(spec: ColumnDocument, derived: Converted) -> None:
    """Replace the values that `values` lists and treat the others as `otherwise` says."""
    listed, otherwise = spec.values or {}, spec.otherwise or "refuse"
    text = to_text(derived.values)
    is_listed = pc.is_in(text, value_set=pa.array(list(listed), pa.string()))
    others = text.filter(pc.and_(text.is_valid(), pc.invert(is_listed)))
    derived.unlisted.update(
        {row["values"]: row["counts"] for row in pc.value_counts(others).to_pylist()}
    )

    def parse(value: str) -> str | None:
        if value in listed or otherwise == "missing":
            return listed.get(value)
        if otherwise == "keep":
            return value
        raise UnreadableValue(
            "value-unlisted", f"{shown(value)} is not among the `values` that the mapping lists."
        )

    converted = convert_distinct(text, parse, pa.string())
    derived.values = converted.values
    derived.faults = converted.faults | derived.faults
