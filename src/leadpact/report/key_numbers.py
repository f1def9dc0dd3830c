"""What comes first: the key numbers, a figure and a sentence each, and the targets agreed on.

A key number that is not known is left out.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from leadpact.report.sales import (
    AcceptanceCounts,
    Quotas,
    accepted_sentence,
    latest_period,
    latest_reading,
)
from leadpact.report.section import Measured, Rate, ScorecardSection, rate_of
from leadpact.report.sources import Ownership, Sources, best_and_worst, unowned_sentence
from leadpact.report.words import (
    SPACE,
    format_count,
    format_days,
    format_interval,
    format_percent,
    number_of,
)
from leadpact.terms.stages import Stage

VERDICTS = {
    "REACHED": "reached",
    "MISSED": "missed",
    "TOO_CLOSE": "not yet certain",
    "NOT_KNOWN": "not known",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """A key number: `figure` in large type, `label` above and one sentence below."""

    code: str
    label: str
    figure: str
    reading: str


@dataclass(frozen=True, slots=True)
class TargetResult:
    """One target of the pact. `verdict`, the result: REACHED, MISSED, TOO_CLOSE, NOT_KNOWN."""

    code: str
    label: str
    asked: float
    is_share: bool
    reached: Rate | None
    number: float | None
    verdict: str
    verdict_label: str
    reading: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetResults(ScorecardSection):
    """The targets of the pact and what was reached."""

    rows: tuple[TargetResult, ...] = ()


def build_headlines(
    measured: Measured,
    sources: Sources,
    ownership: Ownership,
    acceptance: AcceptanceCounts,
    quotas: Quotas,
) -> tuple[Headline, ...]:
    """Return the key numbers that the data can give, at most seven."""
    return (
        *_unowned(ownership),
        *_reached(measured, Stage.OPPORTUNITY),
        *_accepted(acceptance),
        *_reached(measured, Stage.CLOSED_WON),
        *_sources(sources),
        *_delay(acceptance),
        *_quota(quotas),
    )


def _unowned(ownership: Ownership) -> Iterator[Headline]:
    unowned = ownership.unowned
    if unowned.of and not ownership.missing:
        figure = format_percent(unowned.value)
        yield Headline("unowned", "Leads without an owner", figure, unowned_sentence(unowned))


def _reached(measured: Measured, stage: Stage) -> Iterator[Headline]:
    if measured.n_leads and measured.is_seen(stage):
        n, label = measured.n_reached(stage), measured.label(stage)
        figure = format_percent(n / measured.n_leads)
        of = f"{format_count(n)} of {number_of(measured.n_leads, 'lead')} ({figure})"
        code = f"reached-{stage.lower().replace('_', '-')}"
        yield Headline(code, f"Leads that reach {label}", figure, f"{of} reached {label}.")


def _accepted(acceptance: AcceptanceCounts) -> Iterator[Headline]:
    accepted = acceptance.accepted
    if accepted.of and not acceptance.missing:
        figure = format_percent(accepted.value)
        yield Headline("accepted", "Accepted by sales", figure, accepted_sentence(accepted))


def _sources(sources: Sources) -> Iterator[Headline]:
    best, worst = best_and_worst(sources) or (None, None)
    if best and worst and best.outcome.value and worst.outcome.value:
        times = f"{best.outcome.value / worst.outcome.value:.1f}"
        yield Headline(
            "sources",
            "Best source against worst",
            f"{times}{SPACE}×",
            f"A lead of “{best.label}” reaches {sources.outcome_label} {times} times as often "
            f"as one of “{worst.label}” ({format_percent(best.outcome.value)} against "
            f"{format_percent(worst.outcome.value)}).",
        )


def _delay(acceptance: AcceptanceCounts) -> Iterator[Headline]:
    ends = {"CREATED_TO_OPENED": "an opportunity", "CREATED_TO_WON": "a won deal"}
    delay = next((delay for delay in acceptance.delays if delay.step in ends), None)
    if delay:
        end, figure = ends[delay.step], format_days(delay.median_days)
        yield Headline(
            "delay",
            f"Time from lead to {end}",
            figure,
            f"Half of the leads that became {end} took {figure} or less, the slowest "
            f"{format_days(delay.longest_days)}.",
        )


def _quota(quotas: Quotas) -> Iterator[Headline]:
    last = latest_period(quotas.periods)
    if last:
        figure = format_percent(last.opened_share)
        yield Headline("quota", f"Quota of {last.label}", figure, latest_reading(quotas.periods))


def build_targets(measured: Measured, acceptance: AcceptanceCounts) -> TargetResults:
    """Build the section: each target of the pact and what was reached."""
    asked = measured.ruleset.targets
    rows = []
    if asked.opportunity_creation_rate is not None:
        rows.append(_creation(measured, asked.opportunity_creation_rate))
    if asked.acceptance_rate is not None:
        label = "Opportunities that sales accepts"
        rows.append(_share("acceptance_rate", label, asked.acceptance_rate, acceptance.accepted))
    if asked.conversation_leads_per_month is not None:
        rows.append(_per_month(measured, asked.conversation_leads_per_month))
    if not rows:
        return TargetResults(missing="The pact sets no targets.")
    return TargetResults(reading=_reading(rows), rows=tuple(rows))


def _reading(rows: list[TargetResult]) -> str:
    """Count the results: one that is not yet certain is neither reached nor missed."""
    if len(rows) == 1:
        return f"The one target is {VERDICTS[rows[0].verdict]}."
    found = Counter(row.verdict for row in rows)
    parts = [f"{found[code]} {words}" for code, words in VERDICTS.items() if found[code]]
    return f"Of {len(rows)} targets: {', '.join(parts)}."


def _creation(measured: Measured, asked: float) -> TargetResult:
    conversation, opportunity = Stage.CONVERSATION_LEAD, Stage.OPPORTUNITY
    reached = rate_of(0, 0)
    if measured.outcome_stage:
        reached = rate_of(measured.n_reached(opportunity), measured.n_reached(conversation))
    label = f"{measured.label(conversation)}s that reach {measured.label(opportunity)}"
    return _share("opportunity_creation_rate", label, asked, reached)


def _share(code: str, label: str, asked: float, reached: Rate) -> TargetResult:
    verdict, words = "NOT_KNOWN", VERDICTS["NOT_KNOWN"]
    text = f"{label}: {format_percent(asked)} was agreed; what was reached is not known."
    if reached.low is not None and reached.high is not None:
        verdict = "TOO_CLOSE"
        if reached.low >= asked or reached.high < asked:
            verdict = "REACHED" if reached.low >= asked else "MISSED"
        words = VERDICTS[verdict]
        if verdict == "TOO_CLOSE":
            side = "above" if (reached.value or 0.0) >= asked else "below"
            words = f"{side} the target, {words}"
        text = (
            f"{label}: {format_percent(reached.value)} "
            f"{format_interval(reached.low, reached.high)} against {format_percent(asked)}, "
            f"{words}."
        )
    return TargetResult(code, label, asked, True, reached, None, verdict, words, text)


def _per_month(measured: Measured, asked: int) -> TargetResult:
    label = f"{measured.label(Stage.CONVERSATION_LEAD)}s a month"
    months = _whole_months(measured)
    verdict, number = "NOT_KNOWN", None
    text = f"{label}: {format_count(asked)} was agreed; no whole month has passed yet."
    if months:
        number = round(sum(months) / len(months), 1)
        verdict = "REACHED" if number >= asked else "MISSED"
        text = (
            f"{label}: {number:,.1f} on average over {len(months)} whole months against "
            f"{format_count(asked)}, {VERDICTS[verdict]}."
        )
    return TargetResult(
        code="conversation_leads_per_month",
        label=label,
        asked=float(asked),
        is_share=False,
        reached=None,
        number=number,
        verdict=verdict,
        verdict_label=VERDICTS[verdict],
        reading=text,
    )


def _whole_months(measured: Measured) -> list[int]:
    """Return the conversation leads of each month that is over and in which leads came.

    By the month they passed the gate where the pact has one that leads passed, else by the month
    of creation of those that reached the stage.
    """
    running = measured.today.replace(day=1)
    months: dict[date, int] = {
        row["month"]: row["n_conversation_lead"]
        for row in measured.rows["cohorts"]
        if row["month"] < running
    }
    if measured.n_passed(Stage.CONVERSATION_LEAD):
        gates = measured.gates_into(Stage.CONVERSATION_LEAD)
        months = dict.fromkeys(months, 0)
        for row in measured.rows["gates_by_month"]:
            if row["gate"] in gates and row["month"] in months:
                months[row["month"]] += row["n_passed"]
    return list(months.values())
