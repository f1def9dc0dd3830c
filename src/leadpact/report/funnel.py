"""The funnel section: how far leads came, where they are now, the narrowest step."""

from leadpact.measure.leads import LeadStatus
from leadpact.report.measured import Measured
from leadpact.report.numbers import format_count, format_percent, join_words, number_of
from leadpact.report.rate import rate_of
from leadpact.report.scorecard import Funnel, FunnelStage
from leadpact.terms.stages import FUNNEL, Stage


def build_funnel(measured: Measured) -> Funnel:
    """Build the funnel; steps are measured between stages that the data record."""
    beside = measured.label(Stage.RECYCLED), measured.label(Stage.DISQUALIFIED)
    if not measured.n_leads:
        return Funnel("", "There are no leads in the data.", (), *beside, ())
    stages, before = [], None
    for stage in FUNNEL:
        built = _stage(measured, stage, before)
        stages.append(built)
        before = stage if built.is_seen else before
    return Funnel(_reading(stages), "", tuple(_notes(measured, stages)), *beside, tuple(stages))


def _stage(measured: Measured, stage: Stage, before: Stage | None) -> FunnelStage:
    row = next(row for row in measured.rows["funnel"] if row["stage"] == str(stage))
    n_reached, is_seen = int(row["n_reached"]), measured.is_seen(stage)
    has_step = is_seen and before is not None
    step = rate_of(n_reached, measured.n_reached(before)) if has_step and before else None
    status = {f"n_{item.lower()}": int(row[f"n_{item.lower()}"]) for item in LeadStatus}
    return FunnelStage(
        stage=str(stage),
        label=measured.label(stage),
        is_seen=is_seen,
        n_reached=n_reached,
        share=rate_of(n_reached, measured.n_leads),
        step=step,
        step_from=measured.label(before) if step and before else "",
        n_further=n_reached - sum(status.values()),
        **status,
    )


def _reading(stages: list[FunnelStage]) -> str:
    n_open = sum(stage.n_open for stage in stages)
    n_leads = stages[0].n_reached
    texts = [
        (
            f"{format_count(n_open)} of {number_of(n_leads, 'lead')} are still open "
            "and count neither as won nor as lost."
        )
    ]
    steps = [(stage, stage.step) for stage in stages if stage.step and stage.step.of]
    if steps:
        stage, step = min(steps, key=lambda item: item[1].value or 0.0)
        texts.insert(
            0,
            f"The narrowest step is the one to {stage.label}: {format_count(step.n)} of "
            f"{format_count(step.of)} ({format_percent(step.value)}) came there "
            f"from {stage.step_from}.",
        )
    return " ".join(texts)


def _notes(measured: Measured, stages: list[FunnelStage]) -> list[str]:
    notes = []
    implied = [stage.label for stage in stages if not stage.is_seen and stage.n_reached]
    absent = [stage.label for stage in stages if not stage.is_seen and not stage.n_reached]
    if implied:
        notes.append(
            f"The data do not record {join_words(implied)} by themselves, so no step is measured "
            "there; leads that came further count as having been there."
        )
    if absent:
        notes.append(f"The data do not record which leads reached {join_words(absent)}.")
    n_untraced = measured.n_found("LEADS_NOT_TRACED")
    if n_untraced:
        notes.append(_untraced_note(measured, n_untraced))
    return notes


def _untraced_note(measured: Measured, n_untraced: int) -> str:
    conversation = measured.label(Stage.CONVERSATION_LEAD)
    return (
        f"{number_of(n_untraced, 'lead')} left the funnel without a trace of how far they had "
        f"come. Those that had an owner count up to {conversation}, the others not that far. "
        f"Steps after {conversation} may therefore look better than they were."
    )
