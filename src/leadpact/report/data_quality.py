"""The section on the quality of leads' data, from what `run` did about identity.

It also renders what was done as lines for people.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadpact.pact.sections.identity.hygiene import Grade, Severity
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.report.section import Measured, Rate, ScorecardSection, rate_of
from leadpact.report.sources import OfSource, far_apart
from leadpact.report.words import (
    FAULTS,
    GRADES,
    OUTCOMES,
    code_label,
    format_count,
    format_percent,
    number_of,
    source_label,
)
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
class SourceQuality(OfSource):
    """The leads of one source with a fatal or major fault."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class DataQuality(ScorecardSection):
    """How good the data of leads are; `persons` and `n_founded` are None where nobody asked.

    `n_hidden` sources and `n_hidden_faults` kinds of fault are not listed.
    """

    grades: tuple[GradeRow, ...] = ()
    grave: Rate
    sources: tuple[SourceQuality, ...] = ()
    n_hidden: int = 0
    faults: tuple[FaultRow, ...] = ()
    n_hidden_faults: int = 0
    persons: Persons | None = None
    accounts: tuple[AccountOutcome, ...] = ()
    n_founded: int | None = None


def build_data_quality(measured: Measured, identity: Values | None) -> DataQuality:
    """Build the section from the numbers that are in `identity.json`, as plain values."""
    missing = ""
    if measured.ruleset.identity is None:
        missing = "The pact does not ask how good the data of leads are."
    elif identity is None:
        missing = "The leads of this scorecard were not cleaned, so their data are not graded."
    elif not identity["n_leads"]:
        missing = "There are no leads whose data could be graded."
    if missing or identity is None or measured.ruleset.identity is None:
        return DataQuality(missing=missing, grave=rate_of(0, 0))
    n_leads, accounts = identity["n_leads"], identity.get("accounts")
    sources = _sources(identity)
    faults = _faults(measured.ruleset.identity, identity)
    grave = rate_of(_n_grave(identity["grades"]), n_leads)
    return DataQuality(
        reading=" ".join(_texts(grave, sources, faults)),
        grades=tuple(
            GradeRow(str(grade), GRADES[grade], rate_of(identity["grades"].get(grade, 0), n_leads))
            for grade in Grade
        ),
        grave=grave,
        sources=tuple(sources[:N_SOURCES]),
        n_hidden=len(sources[N_SOURCES:]),
        faults=tuple(faults[:N_FAULTS]),
        n_hidden_faults=len(faults[N_FAULTS:]),
        persons=_persons(identity.get("duplicates")),
        accounts=_accounts(accounts["outcomes"]) if accounts else (),
        n_founded=accounts["n_founded"] if accounts else None,
    )


def _n_grave(counts: Mapping[str, int]) -> int:
    return sum(counts.get(grade, 0) for grade in GRAVE)


def _sources(identity: Values) -> list[SourceQuality]:
    """Return the sources, surely worst first; none where no source is known."""
    found = identity["grades_by_source"]
    if all(row["source"] is None for row in found):
        return []
    rows = [
        SourceQuality(
            value=row["source"],
            label=source_label(row["source"]),
            n_leads=row["n_leads"],
            grave=rate_of(_n_grave(row), row["n_leads"]),
        )
        for row in found
    ]
    return sorted(rows, key=lambda row: (-(row.grave.low or 0.0), -row.n_leads, row.label))


def _faults(policy: IdentityPolicy, identity: Values) -> list[FaultRow]:
    """Return the faults that count, most frequent first."""
    n_leads = identity["n_leads"]
    rows = [
        FaultRow(code, FAULTS[code], str(severity), code_label(severity), rate_of(n, n_leads))
        for code, n in identity["faults"].items()
        if (severity := policy.hygiene.severity_of(FaultCode(code))) is not Severity.IGNORED
    ]
    return sorted(rows, key=lambda row: (-row.share.n, row.code))


def _persons(found: Values | None) -> Persons | None:
    if found is None:
        return None
    return Persons(found["n_persons"], found["n_merged_away"], found["n_to_review"])


def _accounts(outcomes: Mapping[str, int]) -> tuple[AccountOutcome, ...]:
    total = sum(outcomes.values())
    rows = [AccountOutcome(code, OUTCOMES[code], rate_of(n, total)) for code, n in outcomes.items()]
    return tuple(sorted(rows, key=lambda row: (-row.share.n, row.outcome)))


def _texts(
    grave: Rate, sources: Sequence[SourceQuality], faults: Sequence[FaultRow]
) -> Iterator[str]:
    yield (
        f"{format_count(grave.n)} of {number_of(grave.of, 'lead')} "
        f"({format_percent(grave.value)}) {'has' if grave.n == 1 else 'have'} a fatal or major "
        "fault in their data."
    )
    if faults:
        first = faults[0]
        yield (
            f"The most frequent fault is “{first.label}”: {format_count(first.share.n)} "
            f"({format_percent(first.share.value)})."
        )
    worst, best = far_apart(sources, lambda row: row.grave) or (None, None)
    if worst and best:
        yield (
            f"Such faults are in {format_percent(worst.grave.value)} of the leads of "
            f"“{worst.label}”, against {format_percent(best.grave.value)} of those of "
            f"“{best.label}”; that is more than chance."
        )


def identity_lines(values: Values) -> list[str]:
    """Return what was done about the identity of leads, as lines for people."""
    n_leads = values["n_leads"]
    grades = ", ".join(f"{grade} {n:,}" for grade, n in sorted(values["grades"].items()))
    lines = [f"{n_leads:,} leads; data grades: {grades or 'none'}"]
    faults = list(values["faults"].items())[:6]
    if faults:
        lines.append("Most frequent faults: " + ", ".join(f"{code} {n:,}" for code, n in faults))
    if "duplicates" in values:
        found = values["duplicates"]
        lines.append(
            f"{number_of(found['n_persons'], 'person')}:"
            f" {number_of(found['n_merged_away'], 'lead')} merged into another,"
            f" {number_of(found['n_to_review'], 'pair')} to review"
        )
    if "accounts" in values:
        outcomes = values["accounts"]["outcomes"]
        counts = ", ".join(
            f"{name.lower().replace('_', ' ')} {n:,}" for name, n in outcomes.items()
        )
        n_founded = number_of(values["accounts"]["n_founded"], "new account")
        lines.append(f"Leads by account: {counts or 'none'}; {n_founded}")
    lines += [
        f"Provider {item['provider']} gave nothing for {item['n']:,} leads: {item['why_not']}"
        for item in values["unanswered"]
    ]
    return lines
