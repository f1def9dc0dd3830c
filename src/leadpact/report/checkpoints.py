"""The section on checkpoints: what was known before deals moved on, and what lacks most often."""

from collections.abc import Iterator
from dataclasses import dataclass

from leadpact.conditions.render import render_condition
from leadpact.pact.checkpoint import WHEN, Checkpoint
from leadpact.report.section import Measured, Rate, ScorecardSection, rate_of
from leadpact.report.words import attribute_label, format_percent, number_of

NOTE = (
    "Each checkpoint is asked as of today, of the leads in its stage and in later ones: this is"
    " what the record knows today, not what it knew when a lead moved on. Nothing waits for it. The"
    " stage is the one that the judgement gives; recycled and disqualified leads are not asked."
)


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """The leads of which a checkpoint is asked.

    Attributes
    ----------
    stage, stage_label
        The stage in which it is due: of a gate on entry the one before.
    met
        Those that meet it, of the leads that are in that stage.
    moved_on
        Those that do not meet it, of the leads in later stages.
    """

    checkpoint: str
    label: str
    stage: str
    stage_label: str
    met: Rate
    n_open: int
    n_met_before: int
    moved_on: Rate


@dataclass(frozen=True, slots=True)
class CheckpointGap:
    """The leads that lack one thing, of those that do not meet a checkpoint.

    `missing` is an attribute, or `when` for the condition.
    """

    checkpoint: str
    checkpoint_label: str
    missing: str
    label: str
    lacking: Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoints(ScorecardSection):
    """What should be known before deals move on."""

    notes: tuple[str, ...] = ()
    rows: tuple[CheckpointRow, ...] = ()
    gaps: tuple[CheckpointGap, ...] = ()


def build_checkpoints(measured: Measured) -> Checkpoints | None:
    """Build the section: checkpoints in the pact's order, of each what lacks most often first.

    A pact without checkpoints has no such section.
    """
    items = measured.ruleset.checkpoints
    if not items:
        return None
    rows = tuple(_row(measured, item) for item in items)
    if not any(row.met.of + row.moved_on.of for row in rows):
        return Checkpoints(missing="No lead is in a stage that has a checkpoint.")
    gaps = tuple(gap for item in zip(items, rows, strict=True) for gap in _gaps(measured, *item))
    return Checkpoints(reading=" ".join(_texts(rows, gaps)), notes=(NOTE,), rows=rows, gaps=gaps)


def _row(measured: Measured, item: Checkpoint) -> CheckpointRow:
    row = measured.row("checkpoints", "checkpoint", item.checkpoint_id)
    n_met, n_open = row["n_met"], row["n_open"]
    n_before, n_moved_on = row["n_met_before"], row["n_moved_on"]
    return CheckpointRow(
        checkpoint=item.checkpoint_id,
        label=f"To enter {measured.label(item.stage)}" if item.on_entry else item.label,
        stage=str(item.asked_in),
        stage_label=measured.label(item.asked_in),
        met=rate_of(n_met, n_met + n_open),
        n_open=n_open,
        n_met_before=n_before,
        moved_on=rate_of(n_moved_on, n_before + n_moved_on),
    )


def _gaps(measured: Measured, item: Checkpoint, row: CheckpointRow) -> Iterator[CheckpointGap]:
    found = [
        (counted["missing"], counted["n_leads"])
        for counted in measured.rows["checkpoint_gaps"]
        if counted["checkpoint"] == item.checkpoint_id and counted["n_leads"]
    ]
    for name, n_leads in sorted(found, key=lambda gap: (-gap[1], gap[0])):
        yield CheckpointGap(
            checkpoint=row.checkpoint,
            checkpoint_label=row.label,
            missing=name,
            label=_gap_label(item, name),
            lacking=rate_of(n_leads, row.n_open + row.moved_on.n),
        )


def _gap_label(item: Checkpoint, name: str) -> str:
    """Return what is missing in words: an attribute, or the condition as it is written."""
    if name != WHEN or item.when is None:
        return attribute_label(name)
    return f"the condition {render_condition(item.when)}"


def _texts(rows: tuple[CheckpointRow, ...], gaps: tuple[CheckpointGap, ...]) -> Iterator[str]:
    worst = max(rows, key=lambda row: row.moved_on.n)
    if worst.moved_on.n:
        yield (
            f"Most often passed over is “{worst.label}”: of {number_of(worst.moved_on.of, 'lead')} "
            f"in later stages, {format_percent(worst.moved_on.value)} moved on without it."
        )
    else:
        yield "No lead moved on without its checkpoints."
    most = max(gaps, key=lambda gap: gap.lacking.n, default=None)
    if most is not None:
        yield (
            f"Most often missing, for “{most.checkpoint_label}”: {most.label} "
            f"({number_of(most.lacking.n, 'lead')})."
        )
