"""What the queue shows: the tasks of a rep in their order."""

from dataclasses import dataclass
from datetime import datetime

from leadpact.desk.leads.models import LeadTask
from leadpact.desk.leads.task_codec import decode_task
from leadpact.desk.people.models import User
from leadpact.desk.store import open_store, rules_in_force
from leadpact.engine.lifecycle import FollowUp
from leadpact.engine.scheduling import OrderedTask, order_tasks


@dataclass(frozen=True, slots=True)
class Queue:
    """The tasks of a rep: what can be done now, in order, then what comes later."""

    now: tuple[OrderedTask, ...]
    later: tuple[OrderedTask, ...]
    rules: FollowUp

    @property
    def first(self) -> OrderedTask | None:
        """The task to do next; None: nothing can be done now."""
        return self.now[0] if self.now else None


def read_queue(user: User, *, as_of: datetime) -> Queue:
    """Return the queue of a user; one without a rep has none."""
    rules, parts = rules_in_force(as_of), open_store().codec.parts
    rows = LeadTask.objects.filter(of=user.rep_id or "").values_list("body", flat=True)
    ordered = order_tasks(
        (decode_task(body, parts) for body in rows), as_of=as_of, cadences=rules.cadences
    )
    now = tuple(item for item in ordered if item.take_at is not None and item.take_at <= as_of)
    return Queue(now, ordered[len(now) :], rules)
