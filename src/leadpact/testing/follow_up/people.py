"""Read the reps of a case and their absences, with the checks of the tables of a data set."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from leadpact.engine.routing import row_notes
from leadpact.pact.ruleset import Attribute, Ruleset
from leadpact.pact.yaml_lines import Path_
from leadpact.terms.attributes import AttributeType
from leadpact.terms.tables import CLOSED_CODES, TABLES, Column, ColumnType
from leadpact.testing.case_readers import text, typed
from leadpact.testing.case_values import (
    KEY_MISSING,
    CaseRefused,
    all_of,
    did_you_mean,
    items_of,
    known_name,
    parts_of,
    read_mapping,
    read_moment,
    require,
)

REP_KEYS = tuple(column.name for column in TABLES["reps"].columns)
ABSENCE_KEYS = tuple(column.name for column in TABLES["absences"].columns)

Row: TypeAlias = Mapping[str, Any]
Written: TypeAlias = tuple[Any, Path_]
"""Rows as they are written, and where."""

_TYPES = {
    ColumnType.INTEGER: AttributeType.INTEGER,
    ColumnType.NUMBER: AttributeType.NUMBER,
    ColumnType.DATE: AttributeType.DATE,
}


@dataclass(frozen=True, slots=True)
class CaseTeam:
    """The reps of a case and their absences, as rows of the tables."""

    reps: tuple[Row, ...]
    absences: tuple[Row, ...]
    ruleset: Ruleset

    @property
    def roles(self) -> dict[str, str | None]:
        """The role of each rep by id; the pact names reps as well."""
        terms = self.ruleset.routing.reps if self.ruleset.routing else ()
        found: dict[str, str | None] = {item.rep_id: None for item in terms}
        return found | {str(row["rep_id"]): row.get("role") for row in self.reps}


def read_people(reps: Written, absences: Written, ruleset: Ruleset) -> CaseTeam:
    """Read rows of both tables; a name alone is a rep of whom nothing else is known."""
    rows, leaves = parts_of(partial(_reps, reps, ruleset), partial(_absences, absences, ruleset))
    people = CaseTeam(rows, leaves, ruleset)
    parts_of(
        partial(_check_rows, people, reps[1], absences[1]), partial(_check_pairs, people, reps)
    )
    return people


def _reps(written: Written, ruleset: Ruleset) -> tuple[Row, ...]:
    values, path = written
    rows = [
        (item if isinstance(item, dict) else {"rep_id": item}, place)
        for item, place in items_of(values or [], path)
    ]
    found = tuple(all_of(partial(_row, "reps", item, place, ruleset) for item, place in rows))
    ids: dict[str, Path_] = {}
    for row, (_, place) in zip(found, rows, strict=True):
        fact = f"The rep `{row['rep_id']}` is listed twice."
        require(row["rep_id"] not in ids, place, fact, "Keep one of the rows.")
        ids[row["rep_id"]] = place
    return found


def _absences(written: Written, ruleset: Ruleset) -> tuple[Row, ...]:
    """Read absences; they need no id."""
    values, path = written
    return tuple(
        all_of(
            partial(_row, "absences", item, place, ruleset, {"absence_id": f"absence-{place[-1]}"})
            for item, place in items_of(values or [], path)
        )
    )


def _row(table: str, values: Any, path: Path_, ruleset: Ruleset, given: Row | None = None) -> Row:
    columns = {column.name: column for column in TABLES[table].columns}
    own = {**(given or {}), **read_mapping(values, path)}
    known = [name for name in own if name in columns and own[name] is not None]
    read = (
        partial(_cell, own[name], (table, columns[name]), (*path, name), ruleset) for name in known
    )
    _, _, cells = parts_of(
        partial(read_mapping, values, path, tuple(columns)),
        partial(_require_cells, own, columns, path, table),
        partial(all_of, list(read)),
    )
    return dict(zip(known, cells, strict=True))


def _require_cells(own: Row, columns: Mapping[str, Column], path: Path_, table: str) -> None:
    for column in columns.values():
        fact = f"A row of `{table}` has no `{column.name}`."
        is_there = own.get(column.name) is not None or not column.required
        require(is_there, path, fact, "Add it.", KEY_MISSING)


def _cell(value: Any, where: tuple[str, Column], path: Path_, ruleset: Ruleset) -> Any:
    table, column = where
    codes = CLOSED_CODES.get((table, column.name))
    if codes is not None:
        return known_name(value, path, codes, column.name)
    if column.type is ColumnType.TIMESTAMP:
        return read_moment(value, path)
    kind = _TYPES.get(column.type)
    if kind is None:
        return text(value, path, ruleset)
    return typed(value, path, Attribute(column.name, kind, (), table, column.name))


def _check_rows(people: CaseTeam, reps_at: Path_, absences_at: Path_) -> None:
    """Refuse rows that a replay of a data set warns of."""
    ruleset = people.ruleset
    if ruleset.routing is None:
        return
    places = {"reps": reps_at, "absences": absences_at}
    notes = row_notes(ruleset.routing, people.reps, people.absences, calendars=ruleset.calendars)
    all_of(
        partial(_refuse, (*places[table], row, column), note.fact, note.fix)
        for note in notes
        if note.cell is not None
        for table, row, column in (note.cell,)
    )


def _refuse(path: Path_, fact: str, fix: str) -> None:
    raise CaseRefused("case-value", path, fact, fix)


def _check_pairs(people: CaseTeam, reps: Written) -> None:
    """Refuse to pair a rep with one who is not listed."""
    known = people.roles
    for number, row in enumerate(people.reps):
        name = row.get("paired_rep_id")
        fact = f"`{row['rep_id']}` is paired with `{name}`, who is not among the reps."
        place = (*reps[1], number, "paired_rep_id")
        require(name is None or name in known, place, fact, did_you_mean(str(name), known))
