"""The scorecard in ten lines of plain text, for a terminal."""

from collections.abc import Iterator

from leadpact.report.numbers import SPACE, format_count, number_of
from leadpact.report.scorecard import Scorecard

N_LINES = 10


def summary_lines(scorecard: Scorecard) -> list[str]:
    """Return the scorecard as at most ten lines of plain text.

    The first line names the pact and the day, the last counts what the data could not answer.
    """
    lines = [line.replace(SPACE, " ") for line in _lines(scorecard)]
    last = f"{number_of(len(scorecard.gaps), 'thing')} the data could not answer."
    return [*lines[: N_LINES - 1], last]


def _lines(scorecard: Scorecard) -> Iterator[str]:
    about = scorecard.about
    yield f"{about.pact}, as of {about.as_of_label} (pact {about.fingerprint[:12]})"
    stages = [stage for stage in scorecard.funnel.stages if stage.is_seen]
    if stages:
        yield " > ".join(f"{stage.label} {format_count(stage.n_reached)}" for stage in stages)
    yield from (headline.reading for headline in scorecard.headlines)
    yield from (target.reading for target in scorecard.targets.rows)
    yield scorecard.gates.reading or scorecard.gates.missing
