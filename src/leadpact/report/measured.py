"""The executed rows and what they were measured for: all that a scorecard is built from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from leadpact.measure.leads import LeadStatus
from leadpact.pact.ruleset import Ruleset
from leadpact.report.labels import stage_label
from leadpact.terms.stages import Stage

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Measured:
    """Rows of `measure.scorecard_relations` by name, the pact and the moment."""

    rows: Mapping[str, list[Row]]
    ruleset: Ruleset
    as_of: datetime

    @property
    def today(self) -> date:
        """The day of `as_of` in the pact's zone."""
        return self.as_of.astimezone(ZoneInfo(self.ruleset.time_zone)).date()

    @property
    def n_leads(self) -> int:
        """All leads that existed."""
        return self.n_reached(Stage.TARGET)

    def n_known(self, place: str) -> int:
        """Return the rows of a table, or those in which `table.column` is known."""
        return sum(row["n_known"] for row in self.rows["columns"] if row["place"] == place)

    def n_found(self, code: str) -> int:
        """Return the count of a contradiction."""
        return sum(row["n"] for row in self.rows["contradictions"] if row["code"] == code)

    def period(self, moment: str) -> tuple[date | None, date | None]:
        """Return the first and the last local day of a kind of moment."""
        row = next(row for row in self.rows["periods"] if row["moment"] == moment)
        return self._day(row["first_t"]), self._day(row["last_t"])

    def n_reached(self, stage: Stage) -> int:
        """Return how many leads reached a stage."""
        return int(self._stage_row(stage)["n_reached"])

    def n_by_status(self, stage: Stage) -> int:
        """Return how many leads came to a stage and no further."""
        row = self._stage_row(stage)
        return sum(int(row[f"n_{status.lower()}"]) for status in LeadStatus)

    def n_passed(self, stage: Stage) -> int:
        """Return how many leads passed the gate into a stage."""
        gates = {gate.name for gate in self.ruleset.gates if gate.stage == stage}
        return sum(row["n_passed"] for row in self.rows["gates"] if row["gate"] in gates)

    def is_seen(self, stage: Stage) -> bool:
        """Tell whether the data record a stage by itself, not only later ones."""
        by_columns = {
            Stage.TARGET: True,
            Stage.OPPORTUNITY: bool(self.n_known("opportunities.opened_at")),
            Stage.PIPELINE: bool(
                self.n_known("opportunities.amount")
                and self.n_known("opportunities.expected_close_on")
            ),
            Stage.CLOSED_WON: bool(self.n_known("opportunities.outcome")),
        }
        is_recorded = by_columns.get(stage, False)
        return is_recorded or bool(self.n_by_status(stage) or self.n_passed(stage))

    @property
    def outcome_stage(self) -> Stage | None:
        """The first stage of success that the data record; None where they record none."""
        stages = (Stage.OPPORTUNITY, Stage.CLOSED_WON)
        return next((stage for stage in stages if self.is_seen(stage)), None)

    def label(self, stage: Stage) -> str:
        """Return what a stage is called."""
        return stage_label(self.ruleset, stage)

    def _stage_row(self, stage: Stage) -> Row:
        return next(row for row in self.rows["funnel"] if row["stage"] == str(stage))

    def _day(self, epoch_seconds: int | None) -> date | None:
        if epoch_seconds is None:
            return None
        moment = datetime.fromtimestamp(epoch_seconds, UTC)
        return moment.astimezone(ZoneInfo(self.ruleset.time_zone)).date()
