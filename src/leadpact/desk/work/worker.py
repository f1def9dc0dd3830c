"""The worker: does every step again and again, until it is asked to end."""

import logging
from datetime import datetime

from django.db import connection

from leadpact.desk import clock
from leadpact.desk.work.ending import ENDING, listen
from leadpact.desk.work.failures import concerns_all, where
from leadpact.desk.work.marks import give_up_lead, is_leader, note_alive
from leadpact.desk.work.steps import STEPS, WorkStep

_PAUSE_SECONDS = 1.0
_LONGEST_PAUSE_SECONDS = 30.0
_log = logging.getLogger(__name__)
_failing: dict[str, str] = {}
"""How each step failed last, so that a failure that lasts is logged once."""


def run_worker() -> None:
    """Work until the process is asked to end; what is begun is finished."""
    listen()
    pause = _PAUSE_SECONDS
    while not ENDING.is_set():
        try:
            n_done = work_once(as_of=clock.now())
            pause = _PAUSE_SECONDS
            _failing.pop("worker", None)
        except Exception as error:
            if not concerns_all(error):
                raise
            _log_once("worker", error)
            connection.close()
            n_done, pause = 0, min(2 * pause, _LONGEST_PAUSE_SECONDS)
        if not n_done:
            ENDING.wait(pause)
    _end()


def work_once(*, as_of: datetime) -> int:
    """Do a part of what is due now; return how much that was.

    Raises
    ------
    Exception
        Only where it concerns all leads, such as a database that is gone.
    """
    note_alive(as_of)
    leads = is_leader(as_of)
    return sum(
        _run(step, as_of)
        for step in STEPS
        if (leads or not step.is_for_one) and not ENDING.is_set()
    )


def work_off(*, as_of: datetime, most: int = 100_000) -> int:
    """Do all that is due now; return how much that was."""
    total = n_done = work_once(as_of=as_of)
    while n_done and total < most:
        n_done = work_once(as_of=as_of)
        total += n_done
    return total


def _run(step: WorkStep, as_of: datetime) -> int:
    """Do one step; where it raises, the other steps go on."""
    try:
        n_done = step.run(as_of=as_of) if step.is_possible(as_of) else 0
    except Exception as error:
        if concerns_all(error):
            raise
        _log_once(step.name, error)
        return 0
    _failing.pop(step.name, None)
    return n_done


def _log_once(name: str, error: Exception) -> None:
    text = where(error)
    if _failing.get(name) != text:
        _failing[name] = text
        _log.error("The step %s of the worker failed, and is tried again: %s.", name, text)


def _end() -> None:
    try:
        give_up_lead()
    except Exception as error:
        _log.warning("The worker ended without leave of the database: %s.", where(error))
