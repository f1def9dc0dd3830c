"""A data set on disk opened as relations; what it holds, and what it lacks."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from leadpact.outputs import Manifest, read_manifest, require_complete
from leadpact.relational.expressions import Table
from leadpact.relational.inputs import Inputs
from leadpact.storage.store import Store
from leadpact.terms.tables import TABLES


@dataclass(frozen=True, slots=True)
class Dataset:
    """The canonical tables of a folder as relations."""

    folder: Path
    tables: dict[str, Table]
    manifest: Manifest | None

    def inputs(self) -> Inputs:
        """Return what the rules read; the folder must have leads."""
        unique = self.manifest.unique_tables if self.manifest else ()
        return Inputs(
            leads=self.tables["leads"],
            accounts=self.tables.get("accounts"),
            activities=self.tables.get("activities"),
            has_unique_activities="activities" in unique,
        )


def open_dataset(store: Store, folder: Path) -> Dataset:
    """Open every canonical table that a folder holds as Parquet.

    A table is the file `<table>.parquet` or the files of the folder `<table>/`. Where the folder
    has a manifest, only the files it names are opened.

    Raises
    ------
    UnableToReadOutput
        Where a file that the manifest names is missing or has another size.
    """
    manifest = read_manifest(folder)
    if manifest is not None:
        require_complete(folder, manifest)
    tables = {}
    for name in TABLES:
        files = parquet_files(folder, name, manifest)
        if files:
            tables[name] = store.read_parquet(files, name)
    return Dataset(folder, tables, manifest)


_MOMENTS = (
    ("leads", "created_at"),
    ("leads", "stage_at"),
    ("activities", "occurred_at"),
    ("touches", "occurred_at"),
    ("events", "occurred_at"),
    ("opportunities", "opened_at"),
    ("opportunities", "decided_at"),
    ("opportunities", "closed_at"),
)


def latest_moment(store: Store, dataset: Dataset, now: datetime) -> datetime:
    """Return the last moment that a data set records, or `now` if that is earlier or none is."""
    found = [
        row["latest"]
        for table, column in _MOMENTS
        if table in dataset.tables and column in dataset.tables[table].columns
        for row in store.fetch_rows(
            dataset.tables[table].aggregate(latest=dataset.tables[table][column].max())
        )
        if row["latest"] is not None
    ]
    return min(now, max(found).replace(tzinfo=UTC)) if found else now


def parquet_files(folder: Path, table: str, manifest: Manifest | None) -> list[Path]:
    """Return the Parquet files of a table in a data set, in order of name."""
    if manifest is not None:
        return [folder / name for name in manifest.files_of(table)]
    single = folder / f"{table}.parquet"
    if single.is_file():
        return [single]
    parts = folder / table
    found = parts.iterdir() if parts.is_dir() else ()
    return sorted(path for path in found if path.name.endswith(".parquet"))
