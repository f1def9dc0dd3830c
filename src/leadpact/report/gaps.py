"""What the data could not answer, and where they contradict themselves, in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from leadpact.report.funnel import first_outcome, is_left_censored
from leadpact.report.section import Measured
from leadpact.report.words import attribute_label, format_count, format_date, join_words, number_of

STALE_AFTER_DAYS = 45

_TABLES = {
    "touches": "There are no touches, so how fast and how often reps followed up is not known.",
    "opportunities": "There are no opportunities, so what became of leads in sales is not known.",
    "quotas": "There are no quotas, so what was reached is not compared with what was asked.",
}

_COLUMNS = {
    "leads.created_at": "No lead has a date of creation, so nothing is shown by month.",
    "leads.owner_rep_id": "No lead names its owner, so how many wait without one is not known.",
    "leads.source": "No lead names its source, so sources are not compared.",
    "leads.campaign": "No lead names its campaign, so campaigns are not compared.",
    "opportunities.is_accepted": "No opportunity records whether sales accepted it.",
    "opportunities.opened_at": (
        "No opportunity has a date of opening, so the time from lead to opportunity is not known."
    ),
    "opportunities.amount": "No opportunity has an amount, so nothing is counted in money.",
    "opportunities.expected_close_on": (
        "No opportunity has an expected close, so what is in the pipeline is not known."
    ),
    "opportunities.outcome": (
        "No opportunity records whether it was won or lost: the funnel ends before that."
    ),
}

_FAULTS = {
    "LEADS_AFTER_AS_OF": "{n} {were} created after this day and {are} not counted.",
    "OPPORTUNITIES_AFTER_AS_OF": "{n} {were} opened after this day and {are} not counted.",
    "OPPORTUNITIES_WITHOUT_LEAD": (
        "{n} {belong} to no lead in the data: {they} {count} for quotas and acceptance, not in the "
        "funnel."
    ),
    "OPENED_BEFORE_CREATED": (
        "{n} {were} opened before {their} lead was created; {they} {are} left out of the time "
        "it took."
    ),
    "DECIDED_BEFORE_OPENED": (
        "{n} {were} decided before {they} {were} opened; {they} {are} left out of the time it took."
    ),
    "CLOSED_BEFORE_CREATED": (
        "{n} {were} closed before {their} lead was created; {they} {are} left out of the time "
        "it took."
    ),
    "NEGATIVE_AMOUNTS": "{n} {have} an amount below zero; amounts are added up as they are.",
}


_WORDS = (
    ("were", "was"),
    ("are", "is"),
    ("have", "has"),
    ("belong", "belongs"),
    ("count", "counts"),
    ("they", "it"),
    ("their", "its"),
)
_MANY = {many: many for many, _ in _WORDS}
_ONE = dict(_WORDS)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that the data could not answer, or that is wrong with them."""

    code: str
    text: str


def build_gaps(measured: Measured) -> tuple[Gap, ...]:
    """Return every gap, the ones that hide most first."""
    parts = (
        _absent_tables,
        _absent_columns,
        _absent_attributes,
        _partial_times,
        _only_wins,
        _late_outcomes,
        _stale_data,
        _untraced_leads,
        _contradictions,
        _snapshot,
    )
    return tuple(gap for part in parts for gap in part(measured))


def _absent_tables(measured: Measured) -> Iterator[Gap]:
    for name, text in _TABLES.items():
        if not measured.n_known(name):
            yield Gap(f"no-{name}", text)
    if measured.ruleset.activities and not measured.n_known("activities"):
        yield Gap(
            "no-activities",
            "There are no activities, so no rule about what leads did could give a point.",
        )


def _absent_columns(measured: Measured) -> Iterator[Gap]:
    for place, text in _COLUMNS.items():
        table, column = place.split(".")
        if measured.n_known(table) and not measured.n_known(place):
            yield Gap(f"no-{column.replace('_', '-')}", text)


def _absent_attributes(measured: Measured) -> Iterator[Gap]:
    names = sorted(
        attribute_label(row["attribute"])
        for row in measured.rows["attributes"]
        if row["n_leads"] and not row["n_known"]
    )
    if names:
        yield Gap("no-attribute", f"The pact asks for the {join_words(names)}, which no lead has.")


def _partial_times(measured: Measured) -> Iterator[Gap]:
    n_dated, n_leads = measured.n_known("leads.created_at"), measured.n_known("leads")
    if 0 < n_dated < n_leads:
        words = "{n} of {of} {have} no date of creation; {they} {are} in no month."
        of = format_count(n_leads)
        yield Gap("some-undated", _counted(words, n_leads - n_dated, "lead", of=of))


def _only_wins(measured: Measured) -> Iterator[Gap]:
    row = measured.rows["acceptance"][0]
    if row["n_won"] and not row["n_lost"]:
        yield Gap(
            "no-losses",
            "Only won deals are recorded, never a lost one: leads without a win show as open.",
        )


def _late_outcomes(measured: Measured) -> Iterator[Gap]:
    first, since = first_outcome(measured), measured.period("LEAD_CREATED")[0]
    if first and since and is_left_censored(measured):
        yield Gap(
            "late-outcomes",
            f"No outcome is recorded before {format_date(first)}, although leads start on "
            f"{format_date(since)}. Earlier outcomes were probably not written down: leads from "
            "before look worse than they were.",
        )


def _stale_data(measured: Measured) -> Iterator[Gap]:
    moments = [row["moment"] for row in measured.rows["periods"]]
    last = max((day for name in moments if (day := measured.period(name)[1])), default=None)
    if last and (measured.today - last).days > STALE_AFTER_DAYS:
        yield Gap(
            "stale",
            f"The latest record is of {format_date(last)}, long before this day: "
            "what happened since is not in the data.",
        )


def _untraced_leads(measured: Measured) -> Iterator[Gap]:
    n = measured.n_found("LEADS_NOT_TRACED")
    if n:
        words = (
            "{n} {were} recycled or disqualified, and nothing records how far {they} had come "
            "before."
        )
        yield Gap("not-traced", _counted(words, n, "lead"))


def _contradictions(measured: Measured) -> Iterator[Gap]:
    for code, words in _FAULTS.items():
        n = measured.n_found(code)
        if n:
            noun = ("lead",) if code.startswith("LEADS") else ("opportunity", "opportunities")
            yield Gap(code.lower().replace("_", "-"), _counted(words, n, *noun))


def _snapshot(measured: Measured) -> Iterator[Gap]:
    if measured.n_found("LEADS_AFTER_AS_OF") or measured.n_found("OPPORTUNITIES_AFTER_AS_OF"):
        yield Gap(
            "snapshot",
            "Stage, owner and reason of a lead are those of the data, which go on after this day: "
            "what they were on it is not recorded.",
        )


def _counted(words: str, n: int, *noun: str, **more: str) -> str:
    """Fill a sentence on `n` things: their number with its noun, and verbs and pronouns to fit."""
    return words.format(n=number_of(n, *noun), **(_ONE if n == 1 else _MANY), **more)
