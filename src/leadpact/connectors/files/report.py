"""What an import found in the data: counts that add up, shares, ranges and issues."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leadpact.terms.issues import Issue, has_errors

QUALITY = "quality.json"
MAX_VALUES = 50
"""How many values that the mapping does not list are named for a column; the rest are counted."""


@dataclass(slots=True)
class ColumnReport:
    """One column over the kept rows.

    Attributes
    ----------
    n_missing
        Kept rows without a value.
    first_at, last_at
        The range of a column of times.
    n_at_midnight
        Times that fall on midnight of the source's zone.
    unlisted
        Source values, of any row, that the mapping's `values` do not list, with their counts.
    n_made_missing
        Values that could not be read and were made missing, as the mapping asked.
    n_rounded
        Amounts with more than two digits after the point.
    """

    n_missing: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None
    n_at_midnight: int = 0
    unlisted: Counter[str] = field(default_factory=Counter)
    n_made_missing: int = 0
    n_rounded: int = 0

    def as_dict(self, n_kept: int) -> dict[str, Any]:
        """Return the report as plain values; what is not there is left out."""
        values = {
            "missing_share": round(self.n_missing / n_kept, 6) if n_kept else None,
            "n_missing": self.n_missing,
            "first_at": self.first_at.isoformat() if self.first_at else None,
            "last_at": self.last_at.isoformat() if self.last_at else None,
            "n_at_midnight": self.n_at_midnight or None,
            "unlisted": dict(self.unlisted.most_common(MAX_VALUES)) or None,
            "n_unlisted_values": len(self.unlisted) or None,
            "n_made_missing": self.n_made_missing or None,
            "n_rounded": self.n_rounded or None,
        }
        return {name: value for name, value in values.items() if value is not None}


@dataclass(slots=True)
class TableReport:
    """One table. `n_read` is always the sum of what became of the rows.

    Attributes
    ----------
    refused
        Refused rows by code.
    columns
        The columns of the outcome by name.
    absent_columns
        Canonical columns that no source gives.
    empty_files
        Files that have a header and no row.
    """

    n_read: int = 0
    n_kept: int = 0
    n_not_selected: int = 0
    n_duplicates: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    columns: dict[str, ColumnReport] = field(default_factory=dict)
    absent_columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    empty_files: tuple[str, ...] = ()

    @property
    def n_refused(self) -> int:
        """The number of refused rows."""
        return self.refused.total()

    def missing_share(self, column: str) -> float:
        """Return the share of kept rows, in [0, 1], that have no value in a column."""
        return self.columns[column].n_missing / self.n_kept if self.n_kept else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "files": list(self.files),
            "empty_files": list(self.empty_files),
            "n_read": self.n_read,
            "n_kept": self.n_kept,
            "n_not_selected": self.n_not_selected,
            "n_duplicates": self.n_duplicates,
            "n_refused": self.n_refused,
            "refused": dict(sorted(self.refused.items())),
            "absent_columns": list(self.absent_columns),
            "columns": {name: column.as_dict(self.n_kept) for name, column in self.columns.items()},
        }


@dataclass(slots=True)
class ImportReport:
    """What an import did and found. Where an issue is an error, nothing was written."""

    tables: dict[str, TableReport] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    @property
    def is_written(self) -> bool:
        """Whether the data set was written."""
        return not has_errors(self.issues)

    @property
    def n_refused(self) -> int:
        """The number of refused rows of all tables."""
        return sum(table.n_refused for table in self.tables.values())

    def as_dict(self) -> dict[str, Any]:
        """Return the report as plain values, for `quality.json` and `--format json`."""
        return {
            "tables": {name: table.as_dict() for name, table in self.tables.items()},
            "issues": [issue.as_dict() for issue in self.issues],
        }


def quality_text(report: ImportReport) -> str:
    """Return the report as it is written with the data, the same bytes for the same report."""
    return json.dumps(report.as_dict(), indent=2, ensure_ascii=False) + "\n"
