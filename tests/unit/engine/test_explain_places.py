"""Why a task has its place, in sentences."""

import pytest
from test_order_tasks import NINE, OFFICE, RULES, june, limited, other, step

from leadpact.engine.lifecycle import TaskKind
from leadpact.engine.scheduling import Promise, order_tasks
from leadpact.explain import explain_place
from leadpact.terms.stages import TouchKind

PLACES = [
    (
        other("L", callback_at=june(3, 8, 30)),
        "The prospect is to be called back, as agreed for Wed 3 Jun 08:30.",
    ),
    (
        other("L", TaskKind.ANSWER_REPLY, replied_at=june(3, 7)),
        "The prospect replied on Wed 3 Jun 07:00 and has no answer yet.",
    ),
    (
        other("L", promises=(Promise("first-touch", june(3, 10, 5), OFFICE),)),
        "The clock first-touch has 1 business hour 5 minutes left: it is due Wed 3 Jun 10:05.",
    ),
    (
        other("L", promises=(Promise("resolve", june(2, 16), OFFICE),)),
        "The clock resolve was missed by 1 business hour: it was due Tue 2 Jun 16:00.",
    ),
    (step("L", june(2, 9)), "The step mail-1 was due Tue 2 Jun 09:00."),
    (
        other("L", scores=(50_500, 1_000, None)),
        "No clock and no step presses: its scores decide (50.5 points, then 1 point,"
        " then unknown).",
    ),
    (other("L", scores=()), "No clock and no step presses: its scores decide (none is named)."),
    (other("L", callback_at=june(4, 14, 20)), "It is not due before Thu 4 Jun 14:20."),
    (
        step("L", june(2, 9), channel=TouchKind.CALL, zone="America/New_York"),
        "The step mail-1 may not be taken before Wed 3 Jun 13:00.",
    ),
]


@pytest.mark.parametrize(("task", "sentence"), PLACES)
def test_a_place_is_explained_in_a_sentence(task, sentence: str) -> None:
    (found,) = order_tasks([task], as_of=NINE, cadences=limited())
    assert explain_place(found, RULES, as_of=NINE) == sentence


def test_a_step_that_the_limit_of_a_day_moves_says_to_when() -> None:
    tasks = [step("L1", june(2, 9)), step("L2", june(2, 9))]
    *_, found = order_tasks(tasks, as_of=NINE, cadences=limited(per_day=1))
    assert explain_place(found, RULES, as_of=NINE) == (
        "The limit of steps a day moves the step mail-1 to Thu 4 Jun 09:00."
    )
