"""A folder of files and a mapping in, a report and a data set out."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from leadpact.connectors.files import ImportReport

Content = str | bytes | pa.Table


@dataclass
class Imported:
    report: ImportReport
    out: Path

    def rows(self, table: str) -> list[dict[str, Any]]:
        return pq.read_table(self.out / f"{table}.parquet").to_pylist()

    @property
    def refused(self) -> list[dict[str, Any]]:
        return pq.read_table(self.out / "refused.parquet").to_pylist()

    @property
    def codes(self) -> set[str]:
        return {issue.code for issue in self.report.issues}


def issues_of(done: Imported) -> list[tuple[str, str, str, str]]:
    """Return code, place, fact and fix of each issue."""
    issues = done.report.issues
    return [(one.code, str(one.place), one.fact, one.fix) for one in issues]


class RunImport(Protocol):
    def __call__(self, files: dict[str, Content], mapping: str | None = None) -> Imported: ...


def write(path: Path, content: Content) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, pa.Table):
        pq.write_table(content, path)
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)
