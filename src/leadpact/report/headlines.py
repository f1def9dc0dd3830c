"""The key numbers at the top: each a figure and one sentence. What is not known is left out."""

from leadpact.report.measured import Measured
from leadpact.report.numbers import (
    format_count,
    format_days,
    format_percent,
    number_of,
)
from leadpact.report.quotas import latest_period, latest_reading
from leadpact.report.scorecard import AcceptanceCounts, Headline, Ownership, Quotas, Sources
from leadpact.report.sources import best_and_worst
from leadpact.terms.stages import Stage


def build_headlines(
    measured: Measured,
    sources: Sources,
    ownership: Ownership,
    acceptance: AcceptanceCounts,
    quotas: Quotas,
) -> tuple[Headline, ...]:
    """Return the key numbers that the data can give, at most seven."""
    found = [
        _unowned(ownership),
        _reached(measured, Stage.OPPORTUNITY),
        _accepted(acceptance),
        _reached(measured, Stage.CLOSED_WON),
        _sources(sources),
        _delay(acceptance),
        _quota(quotas),
    ]
    return tuple(headline for headline in found if headline)


def _unowned(ownership: Ownership) -> Headline | None:
    unowned = ownership.unowned
    if ownership.missing or not unowned.of:
        return None
    figure = format_percent(unowned.value)
    text = f"{format_count(unowned.n)} of {number_of(unowned.of, 'lead')} ({figure}) have no owner."
    return Headline("unowned", "Leads without an owner", figure, text)


def _reached(measured: Measured, stage: Stage) -> Headline | None:
    if not measured.n_leads or not measured.is_seen(stage):
        return None
    n, label = measured.n_reached(stage), measured.label(stage)
    figure = format_percent(n / measured.n_leads)
    text = f"{format_count(n)} of {number_of(measured.n_leads, 'lead')} ({figure}) reached {label}."
    return Headline(
        f"reached-{stage.lower().replace('_', '-')}", f"Leads that reach {label}", figure, text
    )


def _accepted(acceptance: AcceptanceCounts) -> Headline | None:
    accepted = acceptance.accepted
    if acceptance.missing or not accepted.of:
        return None
    figure = format_percent(accepted.value)
    text = (
        f"Sales accepted {format_count(accepted.n)} of the {format_count(accepted.of)} "
        f"opportunities it decided on ({figure})."
    )
    return Headline("accepted", "Accepted by sales", figure, text)


def _sources(sources: Sources) -> Headline | None:
    pair = best_and_worst(sources)
    if pair is None:
        return None
    best, worst = pair
    if not worst.outcome.value or not best.outcome.value:
        return None
    times = best.outcome.value / worst.outcome.value
    text = (
        f"A lead of “{best.label}” reaches {sources.outcome_label} {times:.1f} times as often "
        f"as one of “{worst.label}” ({format_percent(best.outcome.value)} against "
        f"{format_percent(worst.outcome.value)})."
    )
    return Headline("sources", "Best source against worst", f"{times:.1f}\u00a0×", text)


def _delay(acceptance: AcceptanceCounts) -> Headline | None:
    delays = {delay.step: delay for delay in acceptance.delays}
    for step, end in (("CREATED_TO_OPENED", "an opportunity"), ("CREATED_TO_WON", "a won deal")):
        if step in delays:
            delay = delays[step]
            figure = format_days(delay.median_days)
            text = (
                f"Half of the leads that became {end} took {figure} or less, the slowest "
                f"{format_days(delay.longest_days)}."
            )
            return Headline("delay", f"Time from lead to {end}", figure, text)
    return None


def _quota(quotas: Quotas) -> Headline | None:
    last = latest_period(quotas.periods)
    if last is None:
        return None
    figure = format_percent(last.opened_share)
    return Headline("quota", f"Quota of {last.label}", figure, latest_reading(quotas.periods))
