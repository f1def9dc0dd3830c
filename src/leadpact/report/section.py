"""What every section of the scorecard is made of: executed rows, shares, and its first words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from leadpact.measure.intervals import wilson_interval
from leadpact.measure.leads import LeadStatus
from leadpact.pact.ruleset import Ruleset
from leadpact.report.words import stage_label
from leadpact.terms.stages import Stage

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScorecardSection:
    """What every section begins with; one of the two texts is empty.

    Attributes
    ----------
    reading
        One or two sentences that say what the section shows.
    missing
        Why there is nothing to show, in one sentence.
    """

    reading: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of a count: `n` of `of`, with the Wilson interval at 95 %.

    `value`, `low` and `high` lie in [0, 1] and are None where `of` is zero.
    """

    n: int
    of: int
    value: float | None
    low: float | None
    high: float | None


def month_after(month: date) -> date:
    """Return the first day of the month after a month that is given by its first day."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def rate_of(n: int, of: int) -> Rate:
    """Return the share that `n` is of `of`, with its interval."""
    bounds = wilson_interval(n, of)
    if bounds is None:
        return Rate(n, of, None, None, None)
    return Rate(n, of, round(n / of, 6), round(bounds.low, 6), round(bounds.high, 6))


@dataclass(frozen=True, slots=True)
class Measured:
    """The executed rows and what they were measured for: all that a scorecard is built from.

    Rows of `measure.scorecard_relations` by name, the pact and the moment.
    """

    rows: Mapping[str, list[Row]]
    ruleset: Ruleset
    as_of: datetime

    @property
    def today(self) -> date:
        """The day of `as_of` in the pact's zone."""
        return self._day(self.as_of)

    @property
    def n_leads(self) -> int:
        """All leads that existed."""
        return self.n_reached(Stage.TARGET)

    def row(self, relation: str, column: str, value: str) -> Row:
        """Return the row of a relation that has a value in a column."""
        return next(row for row in self.rows[relation] if row[column] == value)

    def n_known(self, place: str) -> int:
        """Return the rows of a table, or those in which `table.column` is known."""
        return sum(row["n_known"] for row in self.rows["columns"] if row["place"] == place)

    def n_found(self, code: str) -> int:
        """Return the count of a contradiction."""
        return sum(row["n"] for row in self.rows["contradictions"] if row["code"] == code)

    def period(self, moment: str) -> tuple[date | None, date | None]:
        """Return the first and the last local day of a kind of moment."""
        row = self.row("periods", "moment", moment)
        times = (row["first_t"], row["last_t"])
        first, last = (
            None if t is None else self._day(datetime.fromtimestamp(t, UTC)) for t in times
        )
        return first, last

    def n_reached(self, stage: Stage) -> int:
        """Return how many leads reached a stage."""
        return int(self.row("funnel", "stage", stage)["n_reached"])

    def n_by_status(self, stage: Stage) -> dict[str, int]:
        """Return how many leads came to a stage and no further, by their status."""
        row = self.row("funnel", "stage", stage)
        names = (f"n_{status.lower()}" for status in LeadStatus)
        return {name: int(row[name]) for name in names}

    def gates_into(self, stage: Stage) -> set[str]:
        """Return the names of the gates into a stage."""
        return {gate.name for gate in self.ruleset.gates if gate.stage == stage}

    def n_passed(self, stage: Stage) -> int:
        """Return how many leads passed the gate into a stage."""
        gates = self.gates_into(stage)
        return sum(row["n_passed"] for row in self.rows["gates"] if row["gate"] in gates)

    def is_seen(self, stage: Stage) -> bool:
        """Tell whether the data record a stage by itself, not only later ones."""
        columns = _RECORDED_BY.get(stage)
        if columns is not None and all(map(self.n_known, columns)):
            return True
        return any(self.n_by_status(stage).values()) or bool(self.n_passed(stage))

    @property
    def outcome_stage(self) -> Stage | None:
        """The first stage of success that the data record; None where they record none."""
        stages = (Stage.OPPORTUNITY, Stage.CLOSED_WON)
        return next((stage for stage in stages if self.is_seen(stage)), None)

    def label(self, stage: Stage) -> str:
        """Return what a stage is called."""
        return stage_label(self.ruleset, stage)

    def seconds(self, day: date) -> int:
        """Return when a day begins in the pact's zone, in epoch seconds."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.ruleset.time_zone))
        return int(midnight.timestamp())

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.ruleset.time_zone)).date()


_RECORDED_BY = {
    Stage.TARGET: (),
    Stage.OPPORTUNITY: ("opportunities.opened_at",),
    Stage.PIPELINE: ("opportunities.amount", "opportunities.expected_close_on"),
    Stage.CLOSED_WON: ("opportunities.outcome",),
}
"""The columns that record a stage by themselves; every lead is a target."""
