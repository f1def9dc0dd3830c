"""The canonical tables: names, columns, types. The same in files, DuckDB, Spark and exports.

Types are the five names that every engine has: `string`, `int64`, `float64`, `boolean`, `date`,
`timestamp` (UTC, whole seconds) and `decimal` (18 digits, 2 of them after the point; money).
"""

from dataclasses import dataclass
from enum import StrEnum

from leadpact.terms.stages import RepRole, Stage, TouchKind


class ColumnType(StrEnum):
    """The type of a canonical column."""

    STRING = "string"
    INTEGER = "int64"
    NUMBER = "float64"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    MONEY = "decimal"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a canonical table; a `required` one may not be missing in any row."""

    name: str
    type: ColumnType
    required: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table; its first column is its key."""

    name: str
    columns: tuple[Column, ...]
    append_only: bool = False

    @property
    def key(self) -> str:
        """The name of the key column."""
        return self.columns[0].name

    def column(self, name: str) -> Column | None:
        """Return the column of that name, or None where the table has none."""
        return next((column for column in self.columns if column.name == name), None)


_TYPES = {
    "s": ColumnType.STRING,
    "i": ColumnType.INTEGER,
    "n": ColumnType.NUMBER,
    "b": ColumnType.BOOLEAN,
    "d": ColumnType.DATE,
    "t": ColumnType.TIMESTAMP,
    "m": ColumnType.MONEY,
}


def _table(name: str, columns: str, *, append_only: bool = False) -> Table:
    """Read `"lead_id:s! created_at:t"`: name, type letter, `!` where required."""
    parts = [entry.split(":") for entry in columns.split()]
    return Table(
        name,
        tuple(Column(label, _TYPES[kind[0]], kind.endswith("!")) for label, kind in parts),
        append_only,
    )


TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        _table(
            "accounts",
            "account_id:s! name:s domain:s industry:s n_employees:i revenue_amount:m currency:s"
            " country:s region:s parent_account_id:s owner_rep_id:s is_customer:b",
        ),
        _table(
            "leads",
            "lead_id:s! account_id:s person_id:s email:s phone:s first_name:s last_name:s title:s"
            " seniority:s job_function:s country:s time_zone:s source:s campaign:s created_at:t"
            " owner_rep_id:s stage:s stage_at:t disposition_reason:s",
        ),
        _table(
            "reps",
            "rep_id:s! name:s role:s team:s territory:s time_zone:s calendar:s weight:n"
            " daily_cap:i open_cap:i paired_rep_id:s hired_on:d active_from:t active_to:t",
        ),
        _table("absences", "absence_id:s! rep_id:s! starts_at:t! ends_at:t! reason:s"),
        _table(
            "activities",
            "activity_id:s! lead_id:s! kind:s! occurred_at:t! recorded_at:t channel:s campaign:s"
            " content:s value:n",
            append_only=True,
        ),
        _table(
            "touches",
            "touch_id:s! lead_id:s! rep_id:s kind:s! occurred_at:t! direction:s result:s",
            append_only=True,
        ),
        _table(
            "events",
            "event_id:s! lead_id:s! n:i kind:s! schema:i occurred_at:t! recorded_at:t command_id:s"
            " actor:s fingerprint:s payload:s",
            append_only=True,
        ),
        _table(
            "opportunities",
            "opportunity_id:s! lead_id:s account_id:s rep_id:s opened_at:t opened_by_rep_id:s"
            " stage:s amount:m currency:s expected_close_on:d is_accepted:b decided_at:t"
            " closed_at:t outcome:s",
        ),
        _table(
            "campaigns",
            "campaign_id:s! name:s channel:s starts_on:d ends_on:d cost_amount:m currency:s",
        ),
        _table(
            "quotas",
            "quota_id:s! team:s starts_on:d! ends_on:d! n_opportunities:i amount:m currency:s",
        ),
    )
}
"""Every canonical table by name. `ends_on` is exclusive: periods are `[from, to)`."""

CLOSED_CODES: dict[tuple[str, str], tuple[str, ...]] = {
    ("leads", "stage"): tuple(Stage),
    ("touches", "kind"): tuple(TouchKind),
    ("reps", "role"): tuple(RepRole),
}
"""The canonical columns that hold one of a closed list of codes."""
