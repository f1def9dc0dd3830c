"""An open task as JSON, so that the order of a rep's work needs no state of a lead."""

import json
from dataclasses import replace
from functools import cache

from cattrs import Converter

from leadpact.engine.scheduling import OpenTask, Promise
from leadpact.events import Parts
from leadpact.events.converter import make_converter
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.zone import moment_at


@cache
def _converter() -> Converter:
    return make_converter()


def encode_task(task: OpenTask, parts: Parts) -> str:
    """Return a task as JSON; calendars are named by their hashes."""
    names = [parts.put(item.calendar) for item in task.promises]
    bare = _converter().unstructure(replace(task, promises=()))
    promises = [
        [item.clock, int(item.due_at.timestamp()), name]
        for item, name in zip(task.promises, names, strict=True)
    ]
    return json.dumps({"task": bare, "promises": promises}, separators=(",", ":"))


def decode_task(text: str, parts: Parts) -> OpenTask:
    """Return the task of a JSON text."""
    values = json.loads(text)
    found = _converter().structure(values["task"], OpenTask)
    return replace(
        found,
        promises=tuple(
            _promise(clock, due_at, parts.get(name, BusinessCalendar))
            for clock, due_at, name in values["promises"]
        ),
    )


def _promise(clock: str, due_at: int, calendar: BusinessCalendar) -> Promise:
    return Promise(clock, moment_at(due_at), calendar)
