"""Checks of goals: they are reached before the limit of their clock."""

from leadpact.pact.document import PactDocument
from leadpact.pact.draft import Draft
from leadpact.pact.sections.calendars.compile import compile_calendars
from leadpact.pact.sections.calendars.policy import CalendarPolicy, standard_calendar
from leadpact.pact.sections.clocks.checks import policies_of
from leadpact.pact.sections.clocks.document import ClockDocument
from leadpact.pact.sections.clocks.policy import BusinessSpan, ClockPolicy
from leadpact.pact.sections.spans import span_words
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.calendar_windows import Windows
from leadpact.terms.zone import SECONDS_A_DAY


def check_goals_are_before_limits(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that the goal of a clock is earlier than its limit in the hours that people work."""
    for path, _, policy in policies_of(clocks):
        goal = policy.goal
        if goal is None:
            continue
        if _is_late(policy, goal, _longest_day(draft, policy)):
            draft.add("goal-after-limit", (*path, "goal"), *_late_words(policy, goal))
        elif _is_late(policy, goal, hours := _longest_day_named(draft, policy)):
            fact = (
                f"The clock `{policy.name}` has its goal at {span_words(goal)} and its limit at"
                f" {span_words(policy.within)}, and no calendar of the pact is open longer than"
                f" {hours / 3600:g} hours a day: the goal is no earlier than the limit."
            )
            fix = "Write an earlier `goal`, a later `within`, or the `calendar` of the clock."
            draft.add("goal-with-limit", (*path, "goal"), fact, fix)


def _late_words(policy: ClockPolicy, goal: BusinessSpan) -> tuple[str, str]:
    """Return fact and fix about a goal that is surely not before the limit."""
    limit, before = policy.within, " before the meeting" if policy.before_meeting else ""
    if goal.days is not None and limit.days is None and not policy.before_meeting:
        fact = (
            f"The clock `{policy.name}` has its goal at {span_words(goal)} and its limit at"
            f" {span_words(limit)}, and a business day has no fixed hours."
        )
        return fact, "Write the `goal` in hours or minutes."
    fact = (
        f"The clock `{policy.name}` has its goal at {span_words(goal)}{before} and its limit at"
        f" {span_words(limit)}{before}: the goal is no earlier than the limit."
    )
    return fact, "Write an earlier `goal`, or a later `within`."


def _is_late(policy: ClockPolicy, goal: BusinessSpan, seconds_a_day: int) -> bool:
    """Tell whether a goal is not before the limit where days have so many business seconds."""
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
    return goal.seconds >= (limit.days or 0) * seconds_a_day


def _longest_day(draft: Draft, policy: ClockPolicy) -> int:
    """Return the most business seconds of a day in the calendar of a clock; 24 hours if unknown."""
    if policy.calendar is None or draft.is_damaged(("calendars",)):
        return SECONDS_A_DAY  # pool or rep may have any calendar
    calendar = _calendars(draft).find(policy.calendar, "UTC")
    return SECONDS_A_DAY if calendar is None else max(map(_open_seconds, _days(calendar)))


def _longest_day_named(draft: Draft, policy: ClockPolicy) -> int:
    """Return the same for a clock without a calendar, of all that the pact has or names."""
    if policy.calendar is not None or draft.is_damaged(("calendars",)):
        return SECONDS_A_DAY
    names = _calendars_named(draft.document)
    found = [_calendars(draft).find(name, "UTC") for name in names]
    if None in found:
        return SECONDS_A_DAY  # a calendar that there is not is reported by itself
    known = [*filter(None, found), standard_calendar("UTC")]
    return max(_open_seconds(windows) for calendar in known for windows in _days(calendar))


def _calendars(draft: Draft) -> CalendarPolicy:
    return compile_calendars(draft, draft.document.calendars) or CalendarPolicy()


def _calendars_named(document: PactDocument) -> list[str]:
    """Return the calendars that a pact has or names, and its own one."""
    routing = document.routing
    pools = routing.pools.values() if routing else ()
    reps = routing.reps.values() if routing else ()
    named = {item.calendar for item in (*pools, *reps)} | {document.calendar}
    return sorted(document.calendars.keys() | {name for name in named if name is not None})


def _days(calendar: BusinessCalendar) -> list[Windows]:
    return [*calendar.windows.values(), *calendar.exceptions.values()]


def _open_seconds(windows: Windows) -> int:
    return sum(_seconds(closes) - _seconds(opens) for opens, closes in windows)


def _seconds(time: str) -> int:
    return int(time[:2]) * 3600 + int(time[3:]) * 60
