"""One table: its sources read batch by batch, every row kept, collapsed, left out or refused."""

from collections.abc import Callable, Mapping, Set
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from leadpact.connectors.files.batches import Batch, RowFault, UnableToRead, shown
from leadpact.connectors.files.convert import ARROW_TYPES
from leadpact.connectors.files.convert_times import count_midnights
from leadpact.connectors.files.derive import Cells, Lookups, derive_column, select_rows
from leadpact.connectors.files.keys import KeyLog
from leadpact.connectors.files.plan import PlannedFile, PlannedTable
from leadpact.connectors.files.refused import RefusedRows, refused_part
from leadpact.connectors.files.report import ColumnReport, TableReport
from leadpact.terms.issues import Issue
from leadpact.terms.tables import ColumnType

ReportProgress = Callable[[str, int], None]
"""Is called with the name of a table and the number of its rows read so far."""

OF_LEADS = frozenset({"activities", "touches", "events"})
"""The tables whose rows mean nothing without their lead."""

_RowFaults = dict[int, tuple[str | None, RowFault]]


@dataclass(frozen=True, slots=True)
class ImportContext:
    """What the import of one table needs from the others.

    Attributes
    ----------
    folder
        Where the tables are written.
    lookups
        What each lookup finds.
    lead_ids
        The leads that were kept; None where there is no table of leads to compare with.
    report_progress
        Called with how far the reading is.
    """

    folder: Path
    lookups: Lookups
    lead_ids: Set[str] | None
    report_progress: ReportProgress


@dataclass(slots=True)
class ImportedTable:
    """What became of one table; `keys` holds its keys where `wants_keys` asked for them."""

    report: TableReport
    issues: list[Issue] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)


def import_table(
    planned: PlannedTable, context: ImportContext, *, wants_keys: bool = False
) -> ImportedTable:
    """Import one table: once where its keys are unique, else a second time with them compared.

    Parameters
    ----------
    planned
        The table, its columns and files.
    context
        Folder, lookups and leads.
    wants_keys
        Whether to return the keys of the kept rows.
    """
    with closing(KeyLog()) as log:
        imported = _Pass(planned, context, log, frozenset(), wants_keys).run()
        repeated = log.repeated()
        if repeated and not imported.issues:
            imported = _Pass(planned, context, None, repeated, wants_keys).run()
    return imported


class _Pass:
    """One reading of all the files of a table."""

    def __init__(
        self,
        planned: PlannedTable,
        context: ImportContext,
        log: KeyLog | None,
        repeated: Set[int],
        wants_keys: bool,
    ) -> None:
        self._planned = planned
        self._context = context
        self._log = log
        self._repeated = repeated
        self._wants_keys = wants_keys
        self._firsts: dict[str, tuple[tuple[Any, ...], str]] = {}
        self._schema = pa.schema(
            [pa.field(name, ARROW_TYPES[kind]) for name, kind in planned.columns.items()]
        )
        given = planned.columns.keys()
        self._report = TableReport(
            columns={name: ColumnReport() for name in given},
            absent_columns=tuple(
                column.name for column in planned.table.columns if column.name not in given
            ),
            files=tuple(dict.fromkeys(file.name for file in planned.files)),
        )
        self._result = ImportedTable(self._report)

    def run(self) -> ImportedTable:
        name, folder = self._planned.table.name, self._context.folder
        with (
            closing(RefusedRows(refused_part(folder, name))) as self._refused,
            pq.ParquetWriter(
                folder / f"{name}.parquet", self._schema, compression="zstd"
            ) as self._writer,
        ):
            for file in self._planned.files:
                n_before = self._report.n_read
                try:
                    for batch in file.file.batches(file.wanted):
                        self._import_batch(file, batch)
                        self._context.report_progress(name, self._report.n_read)
                except UnableToRead as error:
                    self._result.issues.append(error.as_issue(file.name))
                is_noted = file.name in self._report.empty_files
                if self._report.n_read == n_before and not is_noted:
                    self._report.empty_files += (file.name,)
        return self._result

    def _import_batch(self, file: PlannedFile, batch: Batch) -> None:
        self._report.n_read += batch.n_rows + len(batch.broken)
        for broken in batch.broken:
            self._report.refused[broken.fault.code] += 1
            self._refused.add(
                self._planned.table.name,
                file.name,
                broken.row_number,
                broken.line,
                broken.fault,
                column=None,
                raw=broken.raw,
            )
        batch, cells = self._select(file, batch)
        faults: _RowFaults = {row: (None, fault) for row, fault in cells.nul_faults().items()}
        columns = self._derive(file, cells, faults)
        self._refuse_unknown_leads(columns, faults)
        rows = [row for row in range(batch.n_rows) if row not in faults]
        rows = self._refuse_repeated(file, batch, columns, rows, faults)
        for row, (column, fault) in sorted(faults.items()):
            self._refuse(file, batch, row, column, fault)
        self._write(file, columns, rows, is_whole=len(rows) == batch.n_rows)

    def _select(self, file: PlannedFile, batch: Batch) -> tuple[Batch, Cells]:
        """Leave out the rows that the source's `where` does not take."""
        cells = Cells(batch.columns, batch.n_rows)
        mask = select_rows(file.source.where, cells)
        if mask is None or pc.all(mask).as_py() is not False:
            return batch, cells
        selected = batch.take(pc.indices_nonzero(mask))
        self._report.n_not_selected += batch.n_rows - selected.n_rows
        return selected, Cells(selected.columns, selected.n_rows)

    def _derive(self, file: PlannedFile, cells: Cells, faults: _RowFaults) -> pa.Table:
        """Make every column of the outcome; the first fault of each row is noted in `faults`."""
        arrays: dict[str, pa.Array] = {}
        for column in file.columns:
            derived = derive_column(
                column.spec,
                column.type,
                cells,
                reading=column.reading,
                lookups=self._context.lookups,
                codes=column.codes,
            )
            report = self._report.columns[column.name]
            report.unlisted.update(derived.unlisted)
            report.n_made_missing += derived.n_made_missing
            report.n_rounded += derived.n_rounded
            found = derived.faults
            if column.is_required and derived.values.null_count:
                reason = (
                    f"There is no {column.name}, which {self._planned.table.name} may not lack."
                )
                rows = pc.indices_nonzero(derived.values.is_null()).to_pylist()
                found = dict.fromkeys(rows, RowFault("value-missing", reason)) | found
            for row, fault in found.items():
                faults.setdefault(row, (column.name, fault))
            arrays[column.name] = derived.values
        return pa.table(
            [arrays.get(field.name, pa.nulls(cells.n_rows, field.type)) for field in self._schema],
            schema=self._schema,
        )

    def _refuse_unknown_leads(self, columns: pa.Table, faults: _RowFaults) -> None:
        known = self._context.lead_ids
        if self._planned.table.name not in OF_LEADS or known is None:
            return
        for row, lead_id in enumerate(columns["lead_id"].to_pylist()):
            if lead_id not in known and row not in faults:
                reason = f"No lead that was kept has the id {shown(lead_id)}."
                faults[row] = ("lead_id", RowFault("lead-unknown", reason))

    def _refuse_repeated(
        self,
        file: PlannedFile,
        batch: Batch,
        columns: pa.Table,
        rows: list[int],
        faults: _RowFaults,
    ) -> list[int]:
        """Return the rows whose key is new; the others are collapsed or put into `faults`."""
        key = self._planned.table.key
        keys = columns[key].to_pylist()
        hashes = [hash(keys[row]) for row in rows]
        if self._log:
            self._log.add(hashes)
        if self._wants_keys:
            self._result.keys.update(keys[row] for row in rows)
        if not self._repeated:
            return rows
        kept = []
        for row, hashed in zip(rows, hashes, strict=True):
            if hashed not in self._repeated:
                kept.append(row)
                continue
            values = tuple(column[row].as_py() for column in columns.columns)
            place = f"{file.name}, row {batch.row_numbers[row]}"
            first, first_place = self._firsts.setdefault(keys[row], (values, place))
            if first_place == place:
                kept.append(row)
            elif first == values:
                self._report.n_duplicates += 1
            else:
                pairs = zip(self._schema.names, first, values, strict=True)
                different = [name for name, one, other in pairs if one != other]
                reason = (
                    f"{shown(keys[row])} occurs already in {first_place}, with another "
                    f"{' and '.join(different)}; the first row is kept."
                )
                faults[row] = (key, RowFault("duplicate-key", reason))
        return kept

    def _refuse(
        self, file: PlannedFile, batch: Batch, row: int, column: str | None, fault: RowFault
    ) -> None:
        self._report.refused[fault.code] += 1
        self._refused.add(
            self._planned.table.name,
            file.name,
            batch.row_numbers[row],
            batch.lines[row] if batch.lines is not None else None,
            fault,
            column=column,
            raw=batch.raw_row(row),
        )

    def _write(
        self, file: PlannedFile, columns: pa.Table, rows: list[int], *, is_whole: bool
    ) -> None:
        kept = columns if is_whole else columns.take(pa.array(rows, pa.int64()))
        self._report.n_kept += kept.num_rows
        for name, column in zip(kept.column_names, kept.columns, strict=True):
            report = self._report.columns[name]
            report.n_missing += column.null_count
            if self._planned.columns[name] is ColumnType.TIMESTAMP:
                _note_times(report, column.combine_chunks(), file)
        if kept.num_rows:
            self._writer.write_table(kept)


def _note_times(report: ColumnReport, times: pa.Array, file: PlannedFile) -> None:
    found: Mapping[str, Any] = pc.min_max(times).as_py()
    if found["min"] is None:
        return
    report.first_at = min(report.first_at or found["min"], found["min"])
    report.last_at = max(report.last_at or found["max"], found["max"])
    if file.zone:
        report.n_at_midnight += count_midnights(times, file.zone)
