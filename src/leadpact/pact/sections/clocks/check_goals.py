"""Checks of goals: they are reached before the limit of their clock."""

from leadpact.pact.draft import Draft
from leadpact.pact.sections.calendars.compile import compile_calendars
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.pact.sections.clocks.checks import policies_of
from leadpact.pact.sections.clocks.document import ClockDocument
from leadpact.pact.sections.clocks.policy import BusinessSpan, ClockPolicy
from leadpact.pact.sections.spans import span_words
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import Windows
from leadpact.terms.zone import SECONDS_A_DAY


def check_goals_are_before_limits(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that the goal of a clock is not surely as late as its limit, or later."""
    for path, _, policy in policies_of(clocks):
        goal, limit = policy.goal, policy.within
        if goal is None or not _is_late(draft, policy, goal):
            continue
        before = " before the meeting" if policy.before_meeting else ""
        fact = (
            f"The clock `{policy.name}` has its goal at {span_words(goal)}{before} and its limit at"
            f" {span_words(limit)}{before}, so who reaches the goal has not come before the limit."
        )
        fix = "Write an earlier `goal`, or a later `within`."
        if goal.days is not None and limit.days is None and not policy.before_meeting:
            fact = (
                f"The clock `{policy.name}` has its goal at {span_words(goal)} and its limit at"
                f" {span_words(limit)}, and a business day has no fixed hours."
            )
            fix = "Write the `goal` in hours or minutes."
        draft.add("goal-after-limit", (*path, "goal"), fact, fix)


def _is_late(draft: Draft, policy: ClockPolicy, goal: BusinessSpan) -> bool:
    """Tell whether a goal is surely not before the limit, or whether nobody can tell."""
    limit = policy.within
    if goal.days is not None and limit.days is not None:
        is_after = goal.days >= limit.days
        return goal.days <= limit.days if policy.before_meeting else is_after
    if goal.seconds is not None and limit.seconds is not None:
        is_after = goal.seconds >= limit.seconds
        return goal.seconds <= limit.seconds if policy.before_meeting else is_after
    if policy.before_meeting:
        return False  # the time of day of the meeting decides; a goal is never after the limit
    if goal.seconds is None:
        return True
    return goal.seconds >= (limit.days or 0) * _longest_day(draft, policy)


def _longest_day(draft: Draft, policy: ClockPolicy) -> int:
    """Return the most business seconds of a day in the calendar of a clock; 24 hours if unknown."""
    if policy.calendar is None or draft.is_damaged(("calendars",)):
        return SECONDS_A_DAY  # pool or rep may have any calendar
    calendars = compile_calendars(draft, draft.document.calendars) or CalendarPolicy()
    calendar = calendars.find(policy.calendar, "UTC")
    return SECONDS_A_DAY if calendar is None else max(map(_open_seconds, _days(calendar)))


def _days(calendar: BusinessCalendar) -> list[Windows]:
    return [*calendar.windows.values(), *calendar.exceptions.values()]


def _open_seconds(windows: Windows) -> int:
    return sum(_seconds(closes) - _seconds(opens) for opens, closes in windows)


def _seconds(time: str) -> int:
    return int(time[:2]) * 3600 + int(time[3:]) * 60
