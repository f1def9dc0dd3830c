"""The targets that were agreed on, and what was reached of each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from leadpact.pact.agreed import PromiseTarget, RateTarget, Volume, VolumeTarget
from leadpact.pact.diff_agreed import VOLUMES
from leadpact.report.sales import AcceptanceCounts
from leadpact.report.section import Measured, Rate, ScorecardSection, month_after, rate_of
from leadpact.report.words import format_count, format_interval, format_percent
from leadpact.terms.stages import Stage

VERDICTS = {
    "REACHED": "reached",
    "MISSED": "missed",
    "TOO_CLOSE": "not yet certain",
    "NOT_KNOWN": "not known",
}


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


def build_targets(measured: Measured, acceptance: AcceptanceCounts) -> TargetResults:
    """Build the section: each target of the pact and what was reached."""
    rows = list(_results(measured, acceptance))
    if not rows:
        return TargetResults(missing="The pact sets no targets.")
    return TargetResults(reading=_reading(rows), rows=tuple(rows))


def _results(measured: Measured, acceptance: AcceptanceCounts) -> Iterator[TargetResult]:
    asked = measured.ruleset.targets
    if asked.opportunity_creation_rate is not None:
        yield _creation(measured, asked.opportunity_creation_rate)
    if asked.acceptance_rate is not None:
        label = "Opportunities that sales accepts"
        yield _share("acceptance_rate", label, asked.acceptance_rate, acceptance.accepted)
    if asked.conversation_leads_per_month is not None:
        code = "conversation_leads_per_month"
        yield _conversation_leads(measured, code, asked.conversation_leads_per_month)
    for rate in asked.rates:
        yield _rate(measured, rate)
    for volume in asked.volumes:
        yield _volume(measured, volume)
    for promise in asked.promises:
        yield _promise(promise)


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


def _rate(measured: Measured, asked: RateTarget) -> TargetResult:
    """Return what was reached from one stage to a later one, where the data record both."""
    earlier, later = asked.from_stage, asked.to_stage
    reached = rate_of(0, 0)
    if measured.is_seen(earlier) and measured.is_seen(later):
        reached = rate_of(measured.n_reached(later), measured.n_reached(earlier))
    label = f"{measured.label(later)} out of {measured.label(earlier)}"
    return _share(f"rate_{earlier}_{later}".lower(), label, asked.at_least, reached)


def _promise(asked: PromiseTarget) -> TargetResult:
    """Return the target for a clock: whether promises were kept, only a replay can say."""
    label = f"Promises of the clock {asked.clock} that are kept"
    row = _share(f"promise_{asked.clock}", label, asked.at_least, rate_of(0, 0))
    measured_by = f"{format_percent(asked.at_least)} was agreed; `leadpact replay` measures it."
    return replace(row, reading=f"{label}: {measured_by}")


def _conversation_leads(measured: Measured, code: str, asked: int) -> TargetResult:
    label = f"{measured.label(Stage.CONVERSATION_LEAD)}s a month"
    return _per_month(code, label, asked, [float(n) for n in _whole_months(measured)])


def _volume(measured: Measured, asked: VolumeTarget) -> TargetResult:
    """Return the average of the months that are over, of the company or of each rep of a role."""
    code = f"volume_{asked.volume.lower()}"
    if asked.volume is Volume.CONVERSATION_LEADS and asked.of_each is None:
        return _conversation_leads(measured, code, asked.per_month)
    words = VOLUMES[asked.volume]
    label = f"{words[0].upper()}{words[1:]} a month"
    if asked.of_each is not None:
        code, label = f"{code}_{asked.of_each.lower()}", f"{label} for each {asked.of_each}"
    rows = [row for row in measured.rows["volumes"] if row["volume"] == asked.volume]
    if asked.of_each is not None:
        rows = [row for row in rows if row["role"] == asked.of_each]
    found = Counter[date]()
    for row in rows:
        found[row["month"]] += row["n"]
    return _per_month(code, label, asked.per_month, list(_shares(measured, found, asked.of_each)))


def _shares(measured: Measured, found: Counter[date], role: str | None) -> Iterator[float]:
    """Yield the number of each month from the first that has any to the last that is over.

    Of a role, the number for each rep who was here in the month; months without one are left out.
    """
    month, running = min(found, default=None), measured.today.replace(day=1)
    while month is not None and month < running:
        n_reps = 1 if role is None else _n_reps(measured, role, month)
        if n_reps:
            yield found[month] / n_reps
        month = month_after(month)


def _n_reps(measured: Measured, role: str, month: date) -> int:
    """Return how many reps of a role worked here on any day of a month."""
    starts, ends = measured.seconds(month), measured.seconds(month_after(month))
    return sum(
        (row["from_t"] is None or row["from_t"] < ends)
        and (row["to_t"] is None or row["to_t"] > starts)
        for row in measured.rows["team"]
        if row["role"] == role
    )


def _per_month(code: str, label: str, asked: int, months: Sequence[float]) -> TargetResult:
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
        code=code,
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
