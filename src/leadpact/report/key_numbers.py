"""What comes first: the key numbers, a figure and a sentence each.

A key number that is not known is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from leadpact.report.sales import (
    AcceptanceCounts,
    Quotas,
    accepted_sentence,
    latest_period,
    latest_reading,
)
from leadpact.report.section import Measured
from leadpact.report.sources import Ownership, Sources, best_and_worst, unowned_sentence
from leadpact.report.words import (
    SPACE,
    format_count,
    format_days,
    format_percent,
    number_of,
)
from leadpact.terms.stages import Stage


@dataclass(frozen=True, slots=True)
class Headline:
    """A key number: `figure` in large type, `label` above and one sentence below."""

    code: str
    label: str
    figure: str
    reading: str


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
