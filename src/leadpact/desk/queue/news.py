"""Whether something new is on top of a queue: asked every two seconds, so it must be cheap."""

from datetime import datetime

from django.db.models import Count, Max

from leadpact.desk.leads.models import LeadTask
from leadpact.desk.numbers import number_of
from leadpact.desk.people.models import User
from leadpact.desk.queue.queries import Queue
from leadpact.terms.zone import epoch_seconds


def mark_of(user: User, queue: Queue) -> str:
    """Return a mark of a queue as it is; it is another one as soon as it may have another top.

    It has the moment from which something that comes later is due.
    """
    due = epoch_seconds(queue.next_at) if queue.next_at is not None else 0
    return f"{_rows(user)}.{due}"


def is_same(user: User, mark: str, *, as_of: datetime) -> bool:
    """Tell whether a queue has no news since a mark; nothing is decoded for it."""
    rows, _, due = mark.rpartition(".")
    is_due = 0 < (number_of(due) or 0) <= epoch_seconds(as_of)
    return rows == _rows(user) and not is_due


def _rows(user: User) -> str:
    """Return what changes with every task of a rep that comes, goes or changes."""
    tasks = LeadTask.objects.filter(of=user.rep_id or "")
    found = tasks.aggregate(last=Max("id"), n=Count("id"))
    return f"{found['last'] or 0}-{found['n']}"
