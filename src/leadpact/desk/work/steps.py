"""What a worker does again and again, in order; a new kind of work is a step of its own.

The order is that of one moment in a replay: reps leave, those who wait are tried, then commands,
then time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from leadpact.desk.api.request_keys import forget_old_keys
from leadpact.desk.capture.list_actions import work_once as work_on_lists
from leadpact.desk.governance.draft_actions import count_volumes
from leadpact.desk.store import has_pact
from leadpact.desk.webhooks.deliver import work_once as send_webhooks
from leadpact.desk.webhooks.fan_out import forget_delivered
from leadpact.desk.work.inbox import decide_pending
from leadpact.desk.work.leaves import note_leaves
from leadpact.desk.work.seals import seal_when_due
from leadpact.desk.work.waiting import answer_requests
from leadpact.desk.work.wakes import wake_leads
from leadpact.terms.actors import SCHEDULER


@dataclass(frozen=True, slots=True)
class WorkStep:
    """A kind of work: `run(as_of=…)` does a part of what is due, and returns how much that was.

    Attributes
    ----------
    is_for_one
        Whether of several workers only the one that leads does it.
    needs_pact
        Whether there is nothing to do before a pact is in force.
    """

    name: str
    run: Callable[..., int]
    is_for_one: bool = False
    needs_pact: bool = True

    def is_possible(self, as_of: datetime) -> bool:
        """Tell whether the step can be done now."""
        return not self.needs_pact or has_pact(as_of)


def _decide_leaves(*, as_of: datetime) -> int:
    return decide_pending(as_of=as_of, actor=SCHEDULER)


STEPS: tuple[WorkStep, ...] = (
    WorkStep("leave", note_leaves, is_for_one=True),
    WorkStep("leave-commands", _decide_leaves),
    WorkStep("waiting", answer_requests, is_for_one=True),
    WorkStep("commands", decide_pending),
    WorkStep("time", wake_leads),
    WorkStep("webhooks", send_webhooks, needs_pact=False),
    WorkStep("old-deliveries", forget_delivered, is_for_one=True, needs_pact=False),
    WorkStep("old-answers", forget_old_keys, is_for_one=True, needs_pact=False),
    WorkStep("lists", work_on_lists),
    WorkStep("drafts", count_volumes, is_for_one=True),
    WorkStep("seal", seal_when_due, is_for_one=True, needs_pact=False),
)
