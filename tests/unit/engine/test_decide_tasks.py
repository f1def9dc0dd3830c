"""What is to be done about one lead: by whom and by when, second by second."""

from datetime import datetime

import pytest
from follow_up_world import STARTS, Life, booked, june, qualified

from leadpact.engine.lifecycle import HandOffLead, MeetingStep, ReassignLead, Task, TaskKind
from leadpact.terms.stages import RepRole

SECOND = june(1, 0, 0, 1) - june(1)


def of_kind(life: Life, *kinds: TaskKind) -> list[Task]:
    return [task for task in life.last.tasks if task.kind in kinds]


def test_a_step_is_to_be_taken_when_it_is_due_by_who_has_the_lead() -> None:
    life = qualified()
    [run] = life.state.runs
    assert of_kind(life, TaskKind.TAKE_STEP) == [
        Task(TaskKind.TAKE_STEP, "ann", f"{run.run_id}/call-1", june(1, 10))
    ]


@pytest.mark.parametrize(
    ("at", "kind", "of", "due_at"),
    [
        (STARTS - SECOND, TaskKind.CONFIRM_MEETING, "ann", STARTS),
        (STARTS, TaskKind.REPORT_MEETING, "eve", june(2, 14, 30)),
        (june(3, 14), TaskKind.REPORT_MEETING, "eve", june(2, 14, 30)),
    ],
)
def test_a_meeting_is_to_be_confirmed_until_it_starts_and_reported_from_then_on(
    at: datetime, kind: TaskKind, of: str, due_at: datetime
) -> None:
    life, name = booked()
    life.wait(at)
    found = of_kind(life, TaskKind.CONFIRM_MEETING, TaskKind.REPORT_MEETING)
    assert found == [Task(kind, of, name, due_at)]


def test_about_a_meeting_of_nobody_the_manager_is_asked() -> None:
    life = Life()
    life.arrive(june(1, 10))
    name = life.book(june(1, 11), STARTS)
    manager = str(RepRole.MANAGER)
    assert life.last.tasks == (Task(TaskKind.CONFIRM_MEETING, manager, name, STARTS),)
    life.wait(STARTS)
    assert life.last.tasks == (Task(TaskKind.REPORT_MEETING, manager, name, june(2, 14, 30)),)
    life.move(name, MeetingStep.MISSED, june(2, 15))
    assert life.last.tasks == (Task(TaskKind.REBOOK, manager, name),)


def test_both_sides_report_of_a_meeting_that_was_held() -> None:
    life, name = booked()
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    found = {(task.of, task.about) for task in of_kind(life, TaskKind.DEBRIEF)}
    assert found == {("ann", name), ("eve", name)}


def test_who_booked_a_meeting_reports_of_it_though_another_has_the_lead() -> None:
    life, name = booked()
    life.submit(ReassignLead, june(1, 12))
    life.move(name, MeetingStep.HELD, june(2, 14, 30))
    assert life.state.owner_rep_id == "bob"
    assert {task.of for task in of_kind(life, TaskKind.DEBRIEF)} == {"ann", "eve"}


@pytest.mark.parametrize("second", [0, 1])
def test_a_handoff_is_to_be_answered_from_the_second_its_round_began(second: int) -> None:
    life = qualified()
    assert life.state.round_at == june(1, 10)
    life.submit(HandOffLead, june(1, 10, 0, second), id="handoff", ae_rep_id="eve")
    found = [(task.of, task.about) for task in of_kind(life, TaskKind.ANSWER_HANDOFF)]
    assert found == [("eve", "handoff")]
