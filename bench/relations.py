"""The relations that are measured: the floor, the results, and what these are made of.

Each is a function from what there is to a lazy relation; only `Subject.keep` executes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from leadpact.pact.ruleset import Ruleset
from leadpact.relational.expressions import Table, Value
from leadpact.relational.gate_prefilter import eligible_leads, prefilter_leads, prefilter_moments
from leadpact.relational.gate_search import Keep
from leadpact.relational.inputs import counted_activities, lead_facts
from leadpact.relational.ledger import ledger
from leadpact.relational.questions import QuestionSet, ask_as_of
from leadpact.relational.rules import firings, rule_points
from leadpact.relational.score import score_leads
from leadpact.relational.stage import first_qualifications
from leadpact.storage.dataset import Dataset
from leadpact.terms.zone import epoch_seconds

STARTS_ON = datetime(2024, 1, 1, tzinfo=UTC)
AS_OF = epoch_seconds(datetime(2026, 1, 1, tzinfo=UTC))
"""The period of the data, 24 months, and the moment that everything is asked about: its end."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: a pact, a company's data, and how parts of a relation are kept."""

    ruleset: Ruleset
    dataset: Dataset
    keep: Keep

    @property
    def facts(self) -> Table:
        """What is known of the leads."""
        return lead_facts(self.dataset.inputs(), self.ruleset)

    @property
    def activities(self) -> Table:
        """The activities that the pact takes notice of."""
        return counted_activities(self.dataset.inputs(), self.ruleset)

    @property
    def asked(self) -> QuestionSet:
        """The question about every lead as of the end."""
        return ask_as_of(self.facts, self.activities, self.ruleset, AS_OF)


def floor(subject: Subject) -> Table:
    """Merely scan and sum the activities by lead."""
    activities = subject.dataset.tables["activities"]
    return activities.group_by("lead_id").aggregate(
        n_activities=activities.count(), value=activities.value.sum()
    )


def scoring_ledger(subject: Subject) -> Table:
    """Return every contribution to every score of every lead, as of the end."""
    return ledger(subject.asked)


def scoring_totals(subject: Subject) -> Table:
    """Return every score of every lead, as of the end."""
    names = [score.name for score in subject.ruleset.scores]
    return score_leads(subject.asked).questions.select("lead_id", *names)


def qualification(subject: Subject) -> Table:
    """Return when each lead first qualified."""
    return first_qualifications(
        subject.facts, subject.activities, subject.ruleset, as_of=AS_OF, keep=subject.keep
    )


def scan(subject: Subject) -> Table:
    """Read the columns of the activities that the rules need, without any grouping."""
    wanted = ("lead_id", "kind", "occurred_at", "content", "value")
    return _folded(subject.dataset.tables["activities"].select(*wanted))


def counted(subject: Subject) -> Table:
    """Count each activity once, its time in seconds."""
    return _folded(subject.activities)


def facts(subject: Subject) -> Table:
    """Join leads with their accounts."""
    return _folded(subject.facts)


def fired(subject: Subject) -> Table:
    """Find what each activity fires, after `where` and the count limits."""
    return _folded(firings(subject.activities, subject.ruleset))


def points(subject: Subject) -> Table:
    """Sum what each rule gives to each lead, faded, rounded and limited."""
    asked = subject.asked
    return _folded(rule_points(asked.fired, ["lead_id"], AS_OF, subject.ruleset))


def possible(subject: Subject) -> Table:
    """Find the moments at which the first gate can be open at all."""
    gate = subject.ruleset.gates[0]
    leads = eligible_leads(subject.facts, AS_OF)
    leads = prefilter_leads(leads, subject.activities, subject.ruleset, gate, AS_OF)
    return _folded(prefilter_moments(leads, subject.activities, subject.ruleset, gate, AS_OF))


def _folded(table: Table) -> Table:
    """Fold a relation to one row that needs every column, so that no result has to be kept."""
    folds = {name: _fold(table[name]) for name in table.columns}
    return table.aggregate(n_folded=table.count(), **folds)


def _fold(column: Value) -> Value:
    """Return one cheap value that needs every value of a column."""
    return column.length().sum() if column.type().is_string() else column.max()


RESULTS: dict[str, Callable[[Subject], Table]] = {
    "floor": floor,
    "scoring: ledger": scoring_ledger,
    "scoring: totals": scoring_totals,
    "first qualification": qualification,
}
"""What is kept as a table of DuckDB, by the name it is shown under."""

PARTS: dict[str, Callable[[Subject], Table]] = {
    "scan": scan,
    "activities": counted,
    "lead facts": facts,
    "firings": fired,
    "rule points": points,
    "possible moments": possible,
}
"""What the results are made of, folded to one row; each contains the work of what it builds on."""

MEASURED = RESULTS | PARTS
