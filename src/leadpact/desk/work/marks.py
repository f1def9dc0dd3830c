"""What workers remember in the database: that one is alive, which one leads, how far it came."""

import os
import secrets
import socket
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from leadpact.desk.work.models import WorkerMark

ALIVE, LEADER = "worker", "leader"
_BEAT = timedelta(seconds=5)
_LEASE = timedelta(seconds=30)
_ME = f"{socket.gethostname()}/{os.getpid()}/{secrets.token_hex(4)}"


def note_alive(as_of: datetime) -> None:
    """Note that a worker works; `desk doctor` asks when that was last."""
    mark = WorkerMark.objects.filter(name=ALIVE).first()
    if mark is None or abs(as_of - mark.reached_at) >= _BEAT:
        save_mark(ALIVE, as_of, about=_ME)


def save_mark(name: str, reached_at: datetime, *, about: str = "") -> None:
    """Remember a moment by its name."""
    WorkerMark.objects.update_or_create(
        name=name, defaults={"reached_at": reached_at, "about": about}
    )


def is_leader(as_of: datetime) -> bool:
    """Tell whether this worker does what one alone does well: leave, and leads that wait.

    Its lease ends by itself where it was killed. Two that lead at once would do work twice, and
    double nothing: each lead is locked, and looked at again under its lock.
    """
    if connection.vendor == "sqlite":
        return True  # there is only one
    mark = WorkerMark.objects.filter(name=LEADER).first()
    if mark is None:
        return _is_first(as_of)
    if mark.about == _ME and mark.reached_at - as_of > _LEASE / 2:
        return True
    free = WorkerMark.objects.filter(Q(about=_ME) | Q(reached_at__lte=as_of), name=LEADER)
    return free.update(about=_ME, reached_at=as_of + _LEASE) > 0


def _is_first(as_of: datetime) -> bool:
    try:
        with transaction.atomic():
            WorkerMark.objects.create(name=LEADER, about=_ME, reached_at=as_of + _LEASE)
    except IntegrityError:  # another one was first
        return False
    return True


def give_up_lead() -> None:
    """Let another worker lead at once; this one ends."""
    WorkerMark.objects.filter(name=LEADER, about=_ME).delete()
