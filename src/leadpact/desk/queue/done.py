"""What somebody reported last, so that it can be undone: kept in their session, without values."""

from datetime import datetime
from typing import Any

from leadpact.desk.queue.actions import Done

_KEY = "queue_done"
_MOST = 20


def add_done(session: Any, done: Done) -> None:
    """Note an outcome; a double press is noted once."""
    row = [done.lead_id, list(done.ids), done.kind, done.label, done.at.isoformat()]
    rows = [item for item in session.get(_KEY, []) if item[1] != row[1]]
    session[_KEY] = [*rows, row][-_MOST:]


def last_done(session: Any) -> Done | None:
    """Return the outcome that `undo` takes back next."""
    rows = session.get(_KEY) or []
    if not rows:
        return None
    lead_id, ids, kind, label, at = rows[-1]
    return Done(lead_id, tuple(ids), kind, label, datetime.fromisoformat(at))


def pop_done(session: Any) -> None:
    """Forget the last outcome."""
    session[_KEY] = (session.get(_KEY) or [])[:-1]
