"""What a follow-up case expects: read by key, with a fix for what is not known."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Any

from leadpact.engine.cadences import CadenceState, StopReason
from leadpact.engine.clocks import ClockState
from leadpact.engine.lifecycle import EventKind, TaskKind
from leadpact.engine.routing import Waiting
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.yaml_lines import Path_
from leadpact.terms.refusals import RefusalCode
from leadpact.testing.case_examples import shown
from leadpact.testing.case_readers import Reader, boolean, day_or_moment, member, stage, text
from leadpact.testing.case_values import (
    all_of,
    items_of,
    known_name,
    parts_of,
    read_mapping,
    read_moment,
    require,
)

CLOCK_KEYS = (
    *("state", "started_at", "due_at", "stopped_at", "cancelled_at"),
    *("goal_at", "is_goal_reached", "rungs"),
)
STEP_KEYS = ("id", "due_at")
CADENCE_KEYS = ("track", "state", "stopped_by", "left_out")


def read_expected(values: Any, path: Path_, ruleset: Ruleset) -> Mapping[str, Any]:
    """Read what is expected of a lead; a key that is not named is not compared, null is.

    Parameters
    ----------
    values
        Names with values; those of `FOLLOW_UP_EXPECT_KEYS` are read.
    """
    given = read_mapping(values, path)
    names = [key for key in given if key in _READERS]
    read = [partial(_read, key, given[key], (*path, key), ruleset) for key in names]
    _, found = parts_of(partial(read_mapping, given, path, tuple(_READERS)), partial(all_of, read))
    return dict(zip(names, found, strict=True))


def _read(key: str, value: Any, path: Path_, ruleset: Ruleset) -> Any:
    is_nothing = value is None and key in _MAY_BE_NOTHING
    return None if is_nothing else _READERS[key](value, path, ruleset)


def _moment(value: Any, path: Path_, _ruleset: Ruleset) -> Any:
    return read_moment(value, path)


def _moments(value: Any, path: Path_, _ruleset: Ruleset) -> tuple[Any, ...] | None:
    """Read moments; none at all is the same as null."""
    read = (partial(read_moment, item, place) for item, place in items_of(value, path))
    return tuple(all_of(read)) or None


def _one_of(names: Callable[[Ruleset], Any], what: str) -> Reader:
    """Return the reader of a name of the pact."""

    def read(value: Any, path: Path_, ruleset: Ruleset) -> str:
        return known_name(value, path, list(names(ruleset)), f"{what} of the pact")

    return read


def _step_ids(ruleset: Ruleset) -> list[str]:
    tracks = ruleset.cadences.tracks if ruleset.cadences else ()
    found = (step.step_id for track in tracks for step in (*track.steps, *track.influencer_steps))
    return list(dict.fromkeys(found))


def _track_ids(ruleset: Ruleset) -> list[str]:
    return [track.track_id for track in ruleset.cadences.tracks] if ruleset.cadences else []


def _disposition_codes(ruleset: Ruleset) -> list[str]:
    found = ruleset.feedback.dispositions if ruleset.feedback else ()
    return list(dict.fromkeys(item.code for item in found))


def _parts(readers: Mapping[str, Reader], short: str) -> Reader:
    """Return the reader of some values by name, or of the one that stands for itself."""

    def read(value: Any, path: Path_, ruleset: Ruleset) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            return {short: readers[short](value, path, ruleset)}
        given = read_mapping(value, path, tuple(readers))
        require(bool(given), path, "Nothing is expected here.", f"Name `{short}`.")
        parts = (
            partial(_part, readers[key], item, (*path, key), ruleset) for key, item in given.items()
        )
        return dict(zip(given, all_of(parts), strict=True))

    return read


def _part(read_one: Reader, value: Any, path: Path_, ruleset: Ruleset) -> Any:
    return None if value is None else read_one(value, path, ruleset)


def _list_of(kind: type[StrEnum]) -> Reader:
    read_one = member(kind)

    def read(value: Any, path: Path_, ruleset: Ruleset) -> tuple[Any, ...]:
        items = items_of(value, path)
        return tuple(all_of(partial(read_one, item, place, ruleset) for item, place in items))

    return read


def _codes(value: Any, path: Path_, ruleset: Ruleset) -> tuple[str, ...]:
    items = items_of(value, path)
    return tuple(all_of(partial(_CODE, item, place, ruleset) for item, place in items))


def _by_clock(value: Any, path: Path_, ruleset: Ruleset) -> Mapping[str, Any]:
    names = tuple(dict.fromkeys(item.name for item in ruleset.clocks))
    given = read_mapping(value, path)
    known = [name for name in given if name in names]
    read = [partial(_part, _CLOCK, given[name], (*path, name), ruleset) for name in known]
    _, found = parts_of(partial(read_mapping, given, path, names), partial(all_of, read))
    return dict(zip(known, found, strict=True))


def _owners(value: Any, path: Path_, ruleset: Ruleset) -> Mapping[str, str | None]:
    return {
        str(name): None if item is None else text(item, (*path, name), ruleset)
        for name, item in read_mapping(value, path).items()
    }


def _shares(value: Any, path: Path_, _ruleset: Ruleset) -> Mapping[str, int]:
    found = read_mapping(value, path)
    for name, item in found.items():
        is_number = isinstance(item, int) and not isinstance(item, bool)
        fact, fix = f"`{shown(item)}` is no number of leads.", "Write a whole number, such as 3."
        require(is_number and item >= 0, (*path, name), fact, fix)
    return {str(name): item for name, item in found.items()}


_CODE = _one_of(_disposition_codes, "disposition")
_STEP = _one_of(_step_ids, "step")
_CLOCK = _parts(
    {
        "state": member(ClockState),
        **dict.fromkeys(CLOCK_KEYS[1:6], _moment),
        "is_goal_reached": boolean,
        "rungs": _moments,
    },
    "state",
)

_READERS: Mapping[str, Reader] = {
    "stage": stage,
    "owner": text,
    "ae": text,
    "waiting": member(Waiting),
    "owners": _owners,
    "shares": _shares,
    "clocks": _by_clock,
    "step": _parts({"id": _STEP, "due_at": _moment}, "id"),
    "cadence": _parts(
        {
            "track": _one_of(_track_ids, "track"),
            "state": member(CadenceState),
            "stopped_by": member(StopReason),
            "left_out": lambda value, path, ruleset: (
                tuple(_STEP(item, place, ruleset) for item, place in items_of(value, path)) or None
            ),
        },
        "state",
    ),
    "hold": day_or_moment,
    "disposition": _CODE,
    "dispositions": _codes,
    "tasks": _list_of(TaskKind),
    "events": _list_of(EventKind),
    "refused": member(RefusalCode),
}

_MAY_BE_NOTHING = (
    *("owner", "ae", "waiting", "step", "cadence", "hold", "disposition", "refused"),
)

FOLLOW_UP_EXPECT_KEYS = tuple(_READERS)
"""What a case with `follow_up` can expect, beside what interpreters judge."""

KEYS_OF_ALL_LEADS = ("owners", "shares", "refused")
"""Those that are not about the case's own lead."""
