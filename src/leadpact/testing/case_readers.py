"""Readers of the values of cases: each takes the value, its path and the pact, or refuses it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias

from leadpact.engine.lead import AttributeValue
from leadpact.engine.read import UnableToReadLead, read_attribute
from leadpact.pact.ruleset import Attribute, Ruleset
from leadpact.pact.yaml_lines import Path_
from leadpact.terms.attributes import AttributeType
from leadpact.terms.stages import Channel, Stage, TouchKind, channel_of
from leadpact.testing.case_examples import shown
from leadpact.testing.case_values import (
    CaseRefused,
    all_of,
    did_you_mean,
    is_quoted_number,
    read_lead_values,
    read_mapping,
    read_moment,
    read_number,
    require,
)

Reader: TypeAlias = Callable[[Any, Path_, Ruleset], Any]

ARRIVAL_KEYS = ("account_id", "created_at", "stage", "stage_at")

SPAN_KEYS = ("days", "hours", "minutes", "seconds")

_LONGEST = timedelta(days=3660)

_NUMERIC = (AttributeType.INTEGER, AttributeType.NUMBER)


def text(value: Any, path: Path_, _ruleset: Ruleset) -> str:
    """Read a text; a number or a day counts as it is written."""
    is_text = isinstance(value, str | int | date) and not isinstance(value, bool)
    require(
        is_text and str(value).strip() != "", path, f"`{shown(value)}` is no text.", "Write a text."
    )
    return str(value).strip()


def boolean(value: Any, path: Path_, _ruleset: Ruleset) -> bool:
    """Read true or false."""
    require(
        isinstance(value, bool), path, f"`{shown(value)}` is no yes or no.", "Write true or false."
    )
    return bool(value)


def number(value: Any, path: Path_, _ruleset: Ruleset) -> float:
    """Read a number."""
    return float(read_number(value, path, "units", "3.5"))


def count(value: Any, path: Path_, _ruleset: Ruleset) -> int:
    """Read how often, or how many: a whole number from 1 to 1000."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    fact = f"`{shown(value)}` is no whole number from 1 to 1000."
    require(is_number and 1 <= value <= 1000, path, fact, "Write a whole number, such as 4.")
    return int(value)


def day(value: Any, path: Path_, _ruleset: Ruleset) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        fact, fix = f"`{shown(value)}` is no day.", "Write a day, such as 2026-03-02."
        raise CaseRefused("case-value", path, fact, fix) from None


def kind_of_activity(value: Any, path: Path_, ruleset: Ruleset) -> str:
    """Read a kind of activity of the pact."""
    if isinstance(value, str) and value in {*ruleset.activities, *ruleset.past_kinds}:
        return value
    fact = f"`{shown(value)}` is no kind of activity of the pact."
    raise CaseRefused("case-value", path, fact, did_you_mean(str(value), ruleset.activities))


def attributes(value: Any, path: Path_, ruleset: Ruleset) -> Mapping[str, AttributeValue]:
    """Read attributes by the pact's names."""
    given = read_lead_values(value, path, tuple(ruleset.attributes))
    names = list(given)
    read = (partial(attribute, given[name], (*path, name), ruleset) for name in names)
    return dict(zip(names, all_of(read), strict=True))


def attribute(value: Any, path: Path_, ruleset: Ruleset) -> AttributeValue:
    """Read an attribute by the type that the pact gives the name that its path ends in."""
    return typed(value, path, ruleset.attributes[str(path[-1])])


def typed(value: Any, path: Path_, kind: Attribute) -> AttributeValue:
    """Read a value as one of an attribute; a number in quotes is a slip of its own."""
    if kind.type in _NUMERIC and is_quoted_number(value):
        return read_number(value, path, "units", "2")
    try:
        return read_attribute(value, kind, "")
    except UnableToReadLead as error:
        raise CaseRefused("case-value", path, error.fact, error.fix) from None


def record(value: Any, path: Path_, ruleset: Ruleset) -> Mapping[str, Any]:
    """Read what is on record of a lead that arrives; its values are read with the lead."""
    return read_lead_values(value, path, (*ARRIVAL_KEYS, *ruleset.attributes))


def stage(value: Any, path: Path_, ruleset: Ruleset) -> Stage:
    """Read a stage by its code, in small or capital letters, or by the pact's label."""
    by_name = {str(item): item for item in Stage}
    by_name |= {label: item for item, label in ruleset.labels.items()}
    if isinstance(value, str):
        found = by_name.get(value) or by_name.get(value.upper().replace("-", "_"))
        if found is not None:
            return found
    fact = f"`{shown(value)}` is no stage."
    raise CaseRefused("case-value", path, fact, did_you_mean(str(value), by_name))


def stage_words(stage_: Stage | str | None, ruleset: Ruleset) -> str:
    """Return a stage as the pact calls it, with its code."""
    if stage_ is None:
        return "none"
    label = ruleset.labels.get(Stage(stage_))
    return str(stage_) if label is None else f"{label} ({stage_})"


def member(kind: type[StrEnum]) -> Reader:
    """Return the reader of one of the values of a kind, in small or capital letters."""
    names = {str(item).lower().replace("_", "-"): item for item in kind}

    def read(value: Any, path: Path_, _ruleset: Ruleset) -> StrEnum:
        found = names.get(str(value).lower().replace("_", "-"))
        if found is not None:
            return found
        codes = [str(item) for item in kind]
        word = str(value).upper() if codes[0].isupper() else str(value)
        fact = f"`{shown(value)}` is not known here."
        raise CaseRefused("case-value", path, fact, did_you_mean(word, codes))

    return read


def channel(value: Any, path: Path_, ruleset: Ruleset) -> Channel:
    """Read a standard channel, or one that the pact declares, in small or capital letters."""
    own = ruleset.cadences.channels if ruleset.cadences else ()
    known = (*TouchKind, *(item.code for item in own))
    code = str(value).upper().replace("-", "_")
    if code in known:
        return channel_of(code)
    fact = f"`{shown(value)}` is not known here."
    raise CaseRefused("case-value", path, fact, did_you_mean(code, list(map(str, known))))


def moment_or_span(value: Any, path: Path_, _ruleset: Ruleset) -> datetime | timedelta:
    """Read a moment, or how long after its entry it comes."""
    return read_span(value, path) if isinstance(value, dict) else read_moment(value, path)


def day_moment_or_span(value: Any, path: Path_, ruleset: Ruleset) -> date | timedelta:
    """Read a day, a moment, or how long after its entry it comes."""
    if isinstance(value, dict):
        return read_span(value, path)
    fix = "Write a day or a span, such as `2026-05-01` or `{days: 60}`."
    return _day_or_moment(value, path, ruleset, fix)


def day_or_moment(value: Any, path: Path_, ruleset: Ruleset) -> date:
    """Read a day, or a moment."""
    return _day_or_moment(value, path, ruleset, "Write a day or a moment, such as `2026-05-01`.")


def _day_or_moment(value: Any, path: Path_, ruleset: Ruleset, fix: str) -> date:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    is_day = is_day or (isinstance(value, str) and len(value) == len("2026-03-02"))
    try:
        return day(value, path, ruleset) if is_day else read_moment(value, path)
    except CaseRefused as refused:
        raise CaseRefused(refused.code, path, refused.fact, fix) from None


def read_span(value: Any, path: Path_) -> timedelta:
    """Read a span of time such as `{days: 1, hours: 2}`; it may not be negative."""
    given = read_mapping(value, path, SPAN_KEYS)
    require(bool(given), path, "The span is empty.", "Write a span, such as {hours: 2}.")
    parts = {
        name: read_number(amount, (*path, name), name, "2 or 0.5") for name, amount in given.items()
    }
    fact = "The span is negative, so it would go back in time."
    require(all(amount >= 0 for amount in parts.values()), path, fact, "Write it without a minus.")
    try:
        span = timedelta(**parts)
    except OverflowError:
        span = timedelta.max
    fact, fix = "The span is longer than ten years.", "Check the number."
    require(span <= _LONGEST, path, fact, fix)
    return timedelta(days=span.days, seconds=span.seconds)
