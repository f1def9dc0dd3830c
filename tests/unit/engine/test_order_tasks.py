"""The order of a rep's work: a morning worked by hand, and what holds for any tasks."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from follow_up_world import Life, booked, company, june, qualified
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpact.engine.cadences import Cadences, DoneToday, DueStep, Prospect, make_cadences
from leadpact.engine.lifecycle import HandOffLead, MeetingStep, RecordReply, Task, TaskKind
from leadpact.engine.scheduling import (
    OpenTask,
    OrderedTask,
    Promise,
    TaskReason,
    TaskReasonCode,
    open_tasks,
    order_tasks,
)
from leadpact.pact.sections.cadences.policy import Throttle
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import TouchKind
from vacuous import some

RULES = company()
OFFICE = RULES.calendar()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NINE = june(3, 9)
"""A Wednesday morning; people work from 09:00 to 17:00 UTC."""


def limited(per_day: int | None = None, calls_per_day: int | None = None) -> Cadences:
    assert RULES.cadences is not None
    policy = replace(RULES.cadences.policy, throttle=Throttle(per_day, calls_per_day))
    return make_cadences(policy)


def step(
    lead_id: str,
    due_at: datetime,
    *clocks: tuple[str, datetime],
    scores: tuple[int | None, ...] = (0, 0),
    channel: TouchKind = TouchKind.EMAIL,
    zone: str | None = None,
) -> OpenTask:
    """Return the step of a lead that is due at a moment, with the clocks that it would stop."""
    due = DueStep("run", "mail-1", channel, "ann", due_at, prospect=Prospect(time_zone=zone))
    promises = tuple(Promise(name, at, OFFICE) for name, at in clocks)
    task = Task(TaskKind.TAKE_STEP, "ann", "run/mail-1", due_at)
    return OpenTask(lead_id, task, promises, due, scores=scores)


def other(lead_id: str, kind: TaskKind = TaskKind.REBOOK, **more) -> OpenTask:
    return OpenTask(lead_id, Task(kind, "ann", lead_id), **{"scores": (0, 0), **more})


def shown(found: tuple[OrderedTask, ...]) -> list[tuple[str, TaskReasonCode, datetime | None]]:
    return [(item.task.lead_id, item.reason.code, item.take_at) for item in found]


def names(tasks, **more) -> list[str]:
    return [item.task.lead_id for item in order_tasks(tasks, as_of=NINE, **more)]


# A morning by hand

MORNING = (
    step("score-low", NINE + HOUR, scores=(10, 0)),
    other("score-high", scores=(90, 0)),
    other("score-unknown", scores=(None, 95)),
    step("overdue", june(2, 15), scores=(5, 0)),
    step("overdue-hot", june(3, 8), scores=(50, 1)),
    step("clock-late", june(2, 9), ("first-touch", june(2, 16))),
    step("clock-long", june(2, 9), ("resolve", june(12, 12)), ("touches", june(9, 12))),
    step("clock-short", june(3, 8), ("resolve", june(19, 12)), ("first-touch", june(3, 9, 20))),
    other("replied", TaskKind.ANSWER_REPLY, replied_at=june(3, 7)),
    other("replied-promised", TaskKind.ANSWER_REPLY, replied_at=june(3, 8)),
    other("callback", callback_at=june(3, 8, 30)),
    other("callback-later", callback_at=june(3, 14, 20)),
)


def test_the_order_of_a_morning() -> None:
    code = TaskReasonCode
    promised = replace(MORNING[9], promises=(Promise("resolve", june(9, 17), OFFICE),))
    found = order_tasks([*MORNING[:9], promised, *MORNING[10:]], as_of=NINE)
    assert shown(found) == [
        ("replied-promised", code.REPLY_DUE, NINE),
        ("callback", code.CALLBACK_DUE, NINE),
        ("replied", code.REPLY_DUE, NINE),
        ("clock-late", code.CLOCK_BREACHED, NINE),
        ("clock-short", code.CLOCK_RUNS, NINE),
        ("clock-long", code.CLOCK_RUNS, NINE),
        ("overdue-hot", code.STEP_OVERDUE, NINE),
        ("overdue", code.STEP_OVERDUE, NINE),
        ("score-high", code.BY_SCORES, NINE),
        ("score-unknown", code.BY_SCORES, NINE),
        ("score-low", code.NOT_DUE_YET, june(3, 10)),
        ("callback-later", code.NOT_DUE_YET, june(3, 14, 20)),
    ]


def reason_of(task: OpenTask, **more) -> TaskReason:
    (found,) = order_tasks([task], as_of=NINE, **more)
    return found.reason


@pytest.mark.parametrize(
    ("due_at", "code", "seconds"),
    [
        (june(3, 9, 20), TaskReasonCode.CLOCK_RUNS, 20 * 60),
        (june(4, 9, 20), TaskReasonCode.CLOCK_RUNS, 8 * 3600 + 20 * 60),
        (NINE, TaskReasonCode.CLOCK_RUNS, 0),
        (june(2, 16), TaskReasonCode.CLOCK_BREACHED, -3600),
        (june(3, 8), TaskReasonCode.CLOCK_BREACHED, 0),
    ],
)
def test_a_clock_gives_its_name_its_due_moment_and_the_business_time_left(
    due_at: datetime, code: TaskReasonCode, seconds: int
) -> None:
    task = step("L", june(2, 9), ("far", june(30)), ("first-touch", due_at))
    assert reason_of(task) == TaskReason(code, "first-touch", due_at, seconds)


def test_business_time_decides_and_not_the_moment() -> None:
    tokyo = replace(OFFICE, zone="Asia/Tokyo")  # 09:00 to 17:00 there is 00:00 to 08:00 here
    here = other("here", promises=(Promise("a", june(3, 13), OFFICE),))
    there = other("there", promises=(Promise("b", june(4, 3), tokyo),))
    assert names([here, there]) == ["there", "here"]  # 3 business hours left, and 4


def test_other_reasons_speak_of_their_step_their_moment_and_their_scores() -> None:
    assert reason_of(step("L", june(2, 9))) == TaskReason(
        TaskReasonCode.STEP_OVERDUE, "mail-1", june(2, 9)
    )
    assert reason_of(other("L", scores=(7, None))) == TaskReason(
        TaskReasonCode.BY_SCORES, scores=(7, None)
    )
    later = TaskReason(TaskReasonCode.NOT_DUE_YET, "mail-1", june(3, 9, 0, 1))
    assert reason_of(step("L", june(3, 9, 0, 1))) == later
    replied = TaskReason(TaskReasonCode.REPLY_DUE, at=june(3, 7))
    assert reason_of(MORNING[8]) == replied


def test_a_step_is_due_from_its_very_second() -> None:
    assert reason_of(step("L", NINE)).code is TaskReasonCode.STEP_OVERDUE
    assert reason_of(other("L", callback_at=NINE)).code is TaskReasonCode.CALLBACK_DUE


# The limits of a day


def test_steps_over_the_limit_of_a_day_move_to_later_days_the_least_pressing_first() -> None:
    pressing = step("pressing", june(3, 8), ("first-touch", june(3, 9, 20)))
    old = [step(f"old-{n}", june(1, 9 + n), scores=(n, 0)) for n in range(4)]
    found = order_tasks([*old, pressing], as_of=NINE, cadences=limited(per_day=2))
    full = TaskReasonCode.DAY_IS_FULL
    assert shown(found) == [
        ("pressing", TaskReasonCode.CLOCK_RUNS, NINE),
        ("old-3", TaskReasonCode.STEP_OVERDUE, NINE),
        ("old-2", full, june(4, 9)),
        ("old-1", full, june(4, 9)),
        ("old-0", full, june(5, 9)),
    ]
    assert found[2].reason == TaskReason(full, "mail-1", june(4, 9))


def test_what_was_made_today_counts_and_calls_have_a_limit_of_their_own() -> None:
    call, mail = step("call", june(2, 9), channel=TouchKind.CALL), step("mail", june(2, 9))
    cadences = limited(per_day=5, calls_per_day=1)
    done = {"ann": DoneToday(steps=1, calls=1)}
    found = order_tasks([call, mail], as_of=NINE, cadences=cadences, done_today=done)
    assert [(name, code) for name, code, _ in shown(found)] == [
        ("mail", TaskReasonCode.STEP_OVERDUE),
        ("call", TaskReasonCode.DAY_IS_FULL),
    ]


def test_replies_callbacks_and_other_tasks_are_never_moved() -> None:
    agreed = replace(step("agreed", june(2, 9)), callback_at=june(3, 8))
    tasks = [MORNING[8], other("rebook"), agreed, step("step", june(2, 9))]
    made, full = {"ann": DoneToday(steps=1)}, limited(per_day=1)
    found = order_tasks(tasks, as_of=NINE, cadences=full, done_today=made)
    assert [item.task.lead_id for item in found if item.take_at == NINE] == [
        "agreed",
        "replied",
        "rebook",
    ]


def test_a_step_whose_window_is_closed_waits_for_it_behind_what_can_be_done() -> None:
    in_tokyo = step("tokyo", june(2, 2), ("first-touch", june(3, 9, 5)), zone="Asia/Tokyo")
    found = order_tasks([in_tokyo, other("rebook")], as_of=NINE, cadences=limited())
    assert shown(found) == [
        ("rebook", TaskReasonCode.BY_SCORES, NINE),
        ("tokyo", TaskReasonCode.WINDOW_CLOSED, june(4)),
    ]


def test_a_call_that_no_lawful_hour_allows_is_last_and_has_no_moment() -> None:
    assert RULES.cadences is not None
    night = BusinessCalendar(zone="UTC", windows={"WED": (("22:30", "23:30"),)})
    policy = replace(RULES.cadences.policy, window="night")
    cadences = make_cadences(policy, calendars=CalendarPolicy({"night": night}))
    call, mail = step("call", june(2, 9), channel=TouchKind.CALL), step("mail", june(30, 9))
    found = order_tasks([call, mail], as_of=NINE, cadences=cadences)
    never = TaskReason(TaskReasonCode.NEVER_IN_WINDOW, "mail-1")
    assert [(item.take_at, item.reason.code) for item in found] == [
        (june(30, 9), TaskReasonCode.NOT_DUE_YET),
        (None, never.code),
    ]
    assert found[1].reason == never


# What is taken from the state of a lead


def of_life(life: Life, at: datetime) -> dict[tuple[TaskKind, str], OpenTask]:
    found = open_tasks(life.state, life.rules, as_of=at)
    assert {item.lead_id for item in found} <= {"l-1"}
    return {(item.task.kind, item.task.of): item for item in found}


def test_a_step_has_its_clocks_its_window_and_the_scores_of_the_moment() -> None:
    item = of_life(qualified(), june(1, 11))[TaskKind.TAKE_STEP, "ann"]
    assert [promise.clock for promise in item.promises] == ["first-touch", "touches", "resolve"]
    assert item.step is not None
    assert (item.step.step_id, item.step.rep_id) == ("call-1", "ann")
    assert item.scores == (50_000, None)
    reason = order_tasks([item], as_of=june(1, 11))[0].reason
    assert reason == TaskReason(TaskReasonCode.CLOCK_RUNS, "first-touch", june(1, 14), 3 * 3600)


def test_a_reply_is_to_be_answered_until_somebody_contacts_the_prospect() -> None:
    life = qualified()
    life.touch(june(1, 11))
    life.submit(RecordReply, june(1, 12))
    item = of_life(life, june(1, 12))[TaskKind.ANSWER_REPLY, "ann"]
    assert (item.replied_at, item.step) == (june(1, 12), None)
    assert [promise.clock for promise in item.promises] == ["resolve"]
    life.touch(june(1, 12, 0, 1), TouchKind.EMAIL)
    assert (TaskKind.ANSWER_REPLY, "ann") not in of_life(life, june(1, 13))


def test_a_meeting_that_is_booked_answers_a_reply() -> None:
    life = qualified()
    life.submit(RecordReply, june(1, 11))
    assert (TaskKind.ANSWER_REPLY, "ann") in of_life(life, june(1, 11))
    life.book(june(1, 12), june(2, 14))
    assert (TaskKind.ANSWER_REPLY, "ann") not in of_life(life, june(1, 12))


@pytest.mark.parametrize(
    ("kind", "of", "clock"),
    [
        (TaskKind.CONFIRM_MEETING, "ann", "confirm-meeting"),
        (TaskKind.ANSWER_HANDOFF, "eve", "accept"),
    ],
)
def test_a_task_about_a_meeting_or_a_handoff_has_the_clock_about_it(
    kind: TaskKind, of: str, clock: str
) -> None:
    life, _ = booked()
    life.submit(HandOffLead, june(1, 12), ae_rep_id="eve")
    item = of_life(life, june(1, 12))[kind, of]
    assert [promise.clock for promise in item.promises] == [clock]


def test_a_debrief_has_the_clock_of_its_meeting_also_when_that_is_missed() -> None:
    life, name = booked()
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    life.wait(june(9, 12))
    item = of_life(life, june(9, 12))[TaskKind.DEBRIEF, "eve"]
    (found,) = order_tasks([item], as_of=june(9, 12))
    assert (found.reason.code, found.reason.about) == (
        TaskReasonCode.CLOCK_BREACHED,
        "meeting-update",
    )


# What holds for any tasks

MOMENTS = st.integers(-40, 40).map(lambda n: NINE + n * HOUR)
SCORES = st.tuples(st.sampled_from([None, 0, 5]), st.sampled_from([None, 0, 5]))


@st.composite
def drawn_tasks(draw: st.DrawFn) -> list[OpenTask]:
    tasks = []
    for n in range(draw(st.integers(0, 14))):
        clocks = [("c", at) for at in draw(st.lists(MOMENTS, max_size=2))]
        task = (
            step(f"L{n:02}", draw(MOMENTS), *clocks, scores=draw(SCORES))
            if draw(st.booleans())
            else other(f"L{n:02}", scores=draw(SCORES))
        )
        moment = draw(st.sampled_from(["", "", "replied_at", "callback_at"]))
        tasks.append(replace(task, **{moment: draw(MOMENTS)}) if moment else task)
    return tasks


LIMITS = st.sampled_from([None, limited(), limited(per_day=2), limited(3, 1)])


@settings(max_examples=200, deadline=None)
@given(drawn_tasks(), LIMITS, st.integers())
def test_every_task_appears_once_and_the_order_they_came_in_makes_no_difference(
    tasks: list[OpenTask], cadences: Cadences | None, seed: int
) -> None:
    found = order_tasks(tasks, as_of=NINE, cadences=cadences)
    assert sorted(item.task.lead_id for item in found) == [task.lead_id for task in tasks]
    shuffled = Random(seed).sample(tasks, len(tasks))
    assert order_tasks(shuffled + tasks, as_of=NINE, cadences=cadences) == found


@settings(max_examples=200, deadline=None)
@given(drawn_tasks().filter(len), LIMITS)
def test_a_task_more_changes_the_order_of_the_others_only_where_the_limits_move_steps(
    tasks: list[OpenTask], cadences: Cadences | None
) -> None:
    *others, _ = tasks
    kept, found = (order_tasks(some_, as_of=NINE, cadences=cadences) for some_ in (others, tasks))
    moved = {TaskReasonCode.DAY_IS_FULL, TaskReasonCode.NEVER_IN_WINDOW}
    stays = {item.task.lead_id for item in found if item.reason.code not in moved}
    assert [item for item in found if item.task in others and item.task.lead_id in stays] == [
        item for item in kept if item.task.lead_id in stays
    ]


@settings(max_examples=200, deadline=None)
@given(drawn_tasks(), LIMITS)
def test_each_place_says_why_and_what_cannot_be_done_now_comes_behind(
    tasks: list[OpenTask], cadences: Cadences | None
) -> None:
    found = order_tasks(tasks, as_of=NINE, cadences=cadences)
    moments = [item.take_at or datetime.max.replace(tzinfo=NINE.tzinfo) for item in found]
    assert moments == sorted(moments)
    now = [item for item in found if item.take_at == NINE]
    rank = {code: place for place, code in enumerate(TaskReasonCode)}
    first = {TaskReasonCode.CALLBACK_DUE, TaskReasonCode.REPLY_DUE}
    press = [0 if item.reason.code in first else max(rank[item.reason.code], 3) for item in now]
    assert press == sorted(press)
    assert all(item.reason.code in list(TaskReasonCode)[6:] for item in found if item not in now)


def test_the_random_tasks_press_in_every_way() -> None:
    codes = {item.reason.code for item in order_tasks(some(MORNING), as_of=NINE)}
    assert len(codes) == 7
