"""The section on the targets that the departments agreed on."""

from collections import Counter
from datetime import date

from leadpact.report.measured import Measured
from leadpact.report.numbers import format_count, format_interval, format_percent
from leadpact.report.rate import Rate, rate_of
from leadpact.report.scorecard import AcceptanceCounts, TargetResult, TargetResults
from leadpact.terms.stages import Stage

VERDICTS = {
    "REACHED": "reached",
    "MISSED": "missed",
    "TOO_CLOSE": "not yet certain",
    "NOT_KNOWN": "not known",
}


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
        return TargetResults("", "The pact sets no targets.", ())
    return TargetResults(_reading(rows), "", tuple(rows))


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
    if not months:
        verdict, number = "NOT_KNOWN", None
        text = f"{label}: {format_count(asked)} was agreed; no whole month has passed yet."
    else:
        number = round(sum(months) / len(months), 1)
        verdict = "REACHED" if number >= asked else "MISSED"
        text = (
            f"{label}: {number:,.1f} on average over {len(months)} whole months against "
            f"{format_count(asked)}, {VERDICTS[verdict]}."
        )
    code = "conversation_leads_per_month"
    return TargetResult(
        code, label, float(asked), False, None, number, verdict, VERDICTS[verdict], text
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
        gates = {
            gate.name for gate in measured.ruleset.gates if gate.stage is Stage.CONVERSATION_LEAD
        }
        months = dict.fromkeys(months, 0)
        for row in measured.rows["gates_by_month"]:
            if row["gate"] in gates and row["month"] in months:
                months[row["month"]] += row["n_passed"]
    return list(months.values())
