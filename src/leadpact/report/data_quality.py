"""The section on the quality of leads' data, from what `run` did about identity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadpact.pact.sections.identity.hygiene import Grade, Severity
from leadpact.report.labels import GRADES, code_label, fault_label, names_a_source, outcome_label
from leadpact.report.measured import Measured
from leadpact.report.numbers import NOT_KNOWN, format_count, format_percent, number_of
from leadpact.report.rate import Rate, rate_of
from leadpact.terms.hygiene import FaultCode

GRAVE = (Grade.C, Grade.D, Grade.F)
"""The grades that a fatal or a major fault gives."""

N_FAULTS = 10
N_SOURCES = 15

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GradeRow:
    """The leads whose data have one grade."""

    grade: str
    label: str
    share: Rate


@dataclass(frozen=True, slots=True)
class SourceQuality:
    """The leads of one source with a fatal or major fault; `value` is None where not known."""

    value: str | None
    label: str
    n_leads: int
    grave: Rate


@dataclass(frozen=True, slots=True)
class FaultRow:
    """The leads with one kind of fault; `gravity` is the pact's: FATAL, MAJOR, MINOR."""

    code: str
    label: str
    gravity: str
    gravity_label: str
    share: Rate


@dataclass(frozen=True, slots=True)
class Persons:
    """What became of leads of one person: `n_merged` leads are shown within another."""

    n_persons: int
    n_merged: int
    n_to_review: int


@dataclass(frozen=True, slots=True)
class AccountOutcome:
    """The leads that found, founded or missed their account in one way."""

    outcome: str
    label: str
    share: Rate


@dataclass(frozen=True, slots=True)
class DataQuality:
    """How good the data of leads are; `persons` and `n_founded` are None where nobody asked.

    `n_hidden` sources and `n_hidden_faults` kinds of fault are not listed.
    """

    reading: str
    missing: str
    grades: tuple[GradeRow, ...]
    grave: Rate
    sources: tuple[SourceQuality, ...]
    n_hidden: int
    faults: tuple[FaultRow, ...]
    n_hidden_faults: int
    persons: Persons | None
    accounts: tuple[AccountOutcome, ...]
    n_founded: int | None


def build_data_quality(measured: Measured, identity: Values | None) -> DataQuality:
    """Build the section from the numbers that are in `identity.json`, as plain values."""
    missing = ""
    if measured.ruleset.identity is None:
        missing = "The pact does not ask how good the data of leads are."
    elif identity is None:
        missing = "The leads of this scorecard were not cleaned, so their data are not graded."
    elif not identity["n_leads"]:
        missing = "There are no leads whose data could be graded."
    if missing or identity is None:
        return DataQuality("", missing, (), rate_of(0, 0), (), 0, (), 0, None, (), None)
    n_leads, accounts = identity["n_leads"], identity.get("accounts")
    sources, faults = _sources(identity), _faults(measured, identity)
    grave = rate_of(_n_grave(identity["grades"]), n_leads)
    return DataQuality(
        reading=_reading(grave, sources, faults),
        missing="",
        grades=tuple(_grade(grade, identity) for grade in Grade),
        grave=grave,
        sources=tuple(sources[:N_SOURCES]),
        n_hidden=len(sources[N_SOURCES:]),
        faults=tuple(faults[:N_FAULTS]),
        n_hidden_faults=len(faults[N_FAULTS:]),
        persons=_persons(identity.get("duplicates")),
        accounts=() if accounts is None else _accounts(accounts["outcomes"]),
        n_founded=None if accounts is None else accounts["n_founded"],
    )


def _n_grave(counts: Mapping[str, int]) -> int:
    return sum(counts.get(grade, 0) for grade in GRAVE)


def _grade(grade: Grade, identity: Values) -> GradeRow:
    share = rate_of(identity["grades"].get(grade, 0), identity["n_leads"])
    return GradeRow(str(grade), GRADES[grade], share)


def _sources(identity: Values) -> list[SourceQuality]:
    """Return the sources, surely worst first; none where no source is known."""
    found = identity["grades_by_source"]
    if all(row["source"] is None for row in found):
        return []
    rows = [
        SourceQuality(
            value=row["source"],
            label=NOT_KNOWN.capitalize() if row["source"] is None else row["source"],
            n_leads=row["n_leads"],
            grave=rate_of(_n_grave(row), row["n_leads"]),
        )
        for row in found
    ]
    return sorted(rows, key=lambda row: (-(row.grave.low or 0.0), -row.n_leads, row.label))


def _faults(measured: Measured, identity: Values) -> list[FaultRow]:
    """Return the faults that count, most frequent first."""
    policy = measured.ruleset.identity
    assert policy is not None
    rows = []
    for code, n in identity["faults"].items():
        severity = policy.hygiene.severity_of(FaultCode(code))
        if severity is not Severity.IGNORED:
            share = rate_of(n, identity["n_leads"])
            rows.append(
                FaultRow(code, fault_label(code), str(severity), code_label(severity), share)
            )
    return sorted(rows, key=lambda row: (-row.share.n, row.code))


def _persons(found: Values | None) -> Persons | None:
    if found is None:
        return None
    return Persons(found["n_persons"], found["n_merged_away"], found["n_to_review"])


def _accounts(outcomes: Mapping[str, int]) -> tuple[AccountOutcome, ...]:
    total = sum(outcomes.values())
    rows = [
        AccountOutcome(code, outcome_label(code), rate_of(n, total)) for code, n in outcomes.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.share.n, row.outcome)))


def _reading(grave: Rate, sources: Sequence[SourceQuality], faults: Sequence[FaultRow]) -> str:
    has = "has" if grave.n == 1 else "have"
    text = (
        f"{format_count(grave.n)} of {number_of(grave.of, 'lead')} "
        f"({format_percent(grave.value)}) {has} a fatal or major fault in their data."
    )
    if faults:
        first = faults[0]
        text += (
            f" The most frequent fault is “{first.label}”: {format_count(first.share.n)} "
            f"({format_percent(first.share.value)})."
        )
    return text + _worst_and_best(sources)


def _worst_and_best(sources: Sequence[SourceQuality]) -> str:
    """Return a sentence on the worst and the best source where their intervals do not overlap."""
    named = [row for row in sources if names_a_source(row.value)]
    if not named:
        return ""
    worst = max(named, key=lambda row: row.grave.low or 0.0)
    best = min(named, key=lambda row: row.grave.high or 0.0)
    if (worst.grave.low or 0.0) <= (best.grave.high or 0.0):
        return ""
    return (
        f" Such faults are in {format_percent(worst.grave.value)} of the leads of “{worst.label}”, "
        f"against {format_percent(best.grave.value)} of those of “{best.label}”; that is more than "
        "chance."
    )
