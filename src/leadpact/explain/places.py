"""Why a task has its place in the order of a rep's work, in a sentence."""

from datetime import datetime

from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.scheduling import OrderedTask
from leadpact.explain.view import decimal, duration, moment_words, rough, to_minute
from leadpact.explain.words import TASK_REASONS
from leadpact.pact.ruleset import MILLI


def explain_place(
    found: OrderedTask,
    rules: FollowUp,
    *,
    as_of: datetime,
    zone: str | None = None,
    day: int | None = None,
) -> str:
    """Return why a task has its place, as a sentence.

    Parameters
    ----------
    found
        A task as `order_tasks` returns it.
    rules
        The pact.
    as_of
        The moment of the order.
    zone
        The zone of times; None: the pact's.
    day
        For a screen, the business seconds of a day: lengths of time are rounded, times are to the
        minute; None: all is exact.
    """
    reason, zone = found.reason, zone or rules.ruleset.time_zone
    scores = [_score_words(item) for item in reason.scores]
    at = to_minute(reason.at) if day and reason.at is not None else reason.at
    left = abs(reason.business_seconds or 0)
    return TASK_REASONS[reason.code].format(
        about=reason.about,
        at="" if at is None else moment_words(at, zone=zone, as_of=as_of),
        left=rough(left, "business ", day=day) if day else duration(left, "business "),
        scores=", then ".join(scores) or "none is named",
    )


def _score_words(millipoints: int | None) -> str:
    if millipoints is None:
        return "unknown"
    points = millipoints / MILLI
    return f"{decimal(points, 3)} point{'' if points == 1 else 's'}"
