"""Values of the engine as plain JSON values, and back, by their types.

What has its default is left out. Moments are whole seconds since 1970, unless they have a fraction.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from functools import cache
from math import isfinite
from types import MappingProxyType
from typing import Any, ForwardRef, get_args, get_origin, get_type_hints

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from leadpact.conditions.nodes import Condition, Constant, Name, Operand
from leadpact.engine.lifecycle import Command
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.stages import Channel, TouchKind, channel_of

KIND = "is"
"""The key that names the class, where a value may be of one of several."""


def make_converter() -> Converter:
    """Return a converter of all that events, states and commands hold."""
    made = Converter(omit_if_default=True, forbid_extra_keys=True, detailed_validation=False)
    _add_plain_values(made)
    _add_mappings(made)
    for union in (Command, Condition, Operand, Name | Constant):
        _add_union(made, union)
    _add_conditions(made)
    for kind in get_args(Command):
        made.register_structure_hook(kind, read_by_fields(made, kind))
    made.register_unstructure_hook(BusinessCalendar, _calendar_as_json)
    made.register_structure_hook(BusinessCalendar, lambda value, _: _calendar_of(value))
    return made


def _add_plain_values(made: Converter) -> None:
    made.register_unstructure_hook(datetime, _moment_as_json)
    made.register_structure_hook(datetime, lambda value, _: _moment_of(value))
    made.register_unstructure_hook(date, date.isoformat)
    made.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    made.register_unstructure_hook_func(_is_union_of(date, datetime), _day_as_json)
    made.register_structure_hook_func(
        _is_union_of(date, datetime), lambda value, _: None if value is None else _day_of(value)
    )
    made.register_unstructure_hook(Fraction, _count_as_json)
    made.register_structure_hook(Fraction, lambda value, _: Fraction(value))
    made.register_unstructure_hook_func(
        _is_set,
        lambda value: sorted(map(made.unstructure, value)),
    )
    made.register_unstructure_hook_func(_is_union_of(int, Fraction), _count_as_json)
    made.register_structure_hook_func(
        _is_union_of(int, Fraction), lambda value, _: _count_of(value)
    )
    # A company's own channel is a plain text; a standard one is the member of the enumeration.
    made.register_unstructure_hook_func(_is_union_of(TouchKind, str), _channel_as_json)
    made.register_structure_hook_func(
        _is_union_of(TouchKind, str),
        lambda value, _: None if value is None else channel_of(value),
    )
    made.register_unstructure_hook_func(_is_any_value, _value_as_json)
    made.register_structure_hook_func(_is_any_value, lambda value, _: _value_of(value))


def _is_union_of(*kinds: type[Any]) -> Callable[[Any], bool]:
    return lambda kind: set(get_args(kind)) - {type(None)} == set(kinds)


def _is_any_value(kind: Any) -> bool:
    """Tell whether a type is that of attributes or of constants: a text, a number, a date."""
    return {str, int, float, bool, date} <= set(get_args(kind))


def _moment_as_json(moment: datetime) -> int | str:
    if moment.microsecond:
        return moment.astimezone(UTC).isoformat()
    return int(moment.timestamp())


def _moment_of(value: int | str) -> datetime:
    if isinstance(value, str):
        return datetime.fromisoformat(value)
    return datetime.fromtimestamp(value, UTC)


def _day_as_json(value: date | datetime | None) -> int | str | None:
    """Write a moment, or a day; a moment is a day to Python."""
    if isinstance(value, datetime):
        return _moment_as_json(value)
    return None if value is None else value.isoformat()


def _day_of(value: int | str) -> date | datetime:
    is_day = isinstance(value, str) and len(value) == _DATE_LENGTH
    return date.fromisoformat(str(value)) if is_day else _moment_of(value)


def _count_as_json(count: int | Fraction) -> int | str:
    return count if isinstance(count, int) else str(count)


def _count_of(value: int | str) -> int | Fraction:
    return value if isinstance(value, int) else Fraction(value)


def _channel_as_json(channel: Channel | None) -> str | None:
    return None if channel is None else str(channel)


def _value_as_json(value: Any) -> Any:
    """Write an attribute; JSON has no dates, and no numbers that are not finite."""
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, float) and not isfinite(value):
        return {"float": str(value)}
    return value


def _value_of(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    (kind, text), *_ = value.items()
    if kind == "float":
        return float(text)
    # A moment is a date to Python: callers give one where they should not, and it is written.
    return date.fromisoformat(text) if len(text) == _DATE_LENGTH else datetime.fromisoformat(text)


_DATE_LENGTH = len("2026-06-01")


def _add_mappings(made: Converter) -> None:
    """Read mappings as views that nobody can change, as the engine makes them."""

    def read(kind: Any) -> Callable[[Any, Any], Any]:
        key, item = get_args(kind)
        keys, items = made.get_structure_hook(key), made.get_structure_hook(item)
        return lambda value, _: MappingProxyType(
            {keys(name, key): items(held, item) for name, held in value.items()}
        )

    def write(kind: Any) -> Callable[[Any], Any]:
        key, item = get_args(kind)
        keys, items = made.get_unstructure_hook(key), made.get_unstructure_hook(item)
        return lambda value: {keys(name): items(held) for name, held in value.items()}

    made.register_structure_hook_factory(_is_mapping, read)
    made.register_unstructure_hook_factory(_is_mapping, write)


def _is_named_condition(kind: Any) -> bool:
    return kind in ("Condition", ForwardRef("Condition"))


def _is_set(kind: Any) -> bool:
    return get_origin(kind) in {frozenset}


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) is Mapping


def read_by_fields(made: Converter, kind: Any, **own: Callable[[Any, Any], Any]) -> Any:
    """Return what reads a dataclass by the types of its fields, some in ways of their own.

    Code that cattrs generates cannot make a dataclass whose keyword-only fields are not the last.
    """
    types = get_type_hints(kind)

    @cache
    def reader(name: str) -> Any:
        # Found when it is first needed: other classes may be given their own ways until then.
        return own.get(name) or made.get_structure_hook(types[name])

    def read(value: Mapping[str, Any], _: Any) -> Any:
        return kind(**{name: reader(name)(item, types[name]) for name, item in value.items()})

    return read


def _add_conditions(made: Converter) -> None:
    """Write conditions without the places of their nodes in the text, which have no meaning."""
    for kind in (*get_args(Operand), *get_args(Condition)):
        without_place = override(omit=True)
        made.register_unstructure_hook(
            kind, make_dict_unstructure_fn(kind, made, position=without_place)
        )
        made.register_structure_hook(
            kind, make_dict_structure_fn(kind, made, position=without_place)
        )


def _add_union(made: Converter, union: Any) -> None:
    """Write and read values of one of several classes, each under the name of its class."""
    kinds = {_name(kind): kind for kind in get_args(union)}

    def write(value: Any) -> dict[str, Any] | None:
        return None if value is None else {KIND: _name(type(value)), **made.unstructure(value)}

    def read(value: Mapping[str, Any] | None, _: Any) -> Any:
        if value is None:
            return None
        rest = {name: item for name, item in value.items() if name != KIND}
        return made.structure(rest, kinds[value[KIND]])

    is_union = _is_union_of(*kinds.values())
    made.register_unstructure_hook_func(is_union, write)
    made.register_structure_hook_func(is_union, read)
    if union == Condition:  # which its own nodes name before it is there
        made.register_unstructure_hook_func(_is_named_condition, write)
        made.register_structure_hook_func(_is_named_condition, read)


def _name(kind: type[Any]) -> str:
    """Return the name of a class as it is stored: `record_touch`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in kind.__name__).lstrip("_")


def _calendar_as_json(calendar: BusinessCalendar) -> dict[str, Any]:
    return {
        "zone": calendar.zone,
        "windows": {day: [list(pair) for pair in pairs] for day, pairs in calendar.windows.items()},
        "holidays": sorted(day.isoformat() for day in calendar.holidays),
        "exceptions": {
            day.isoformat(): [list(pair) for pair in pairs]
            for day, pairs in sorted(calendar.exceptions.items())
        },
    }


def _calendar_of(value: Mapping[str, Any]) -> BusinessCalendar:
    return BusinessCalendar(
        zone=value["zone"],
        windows={day: _pairs(pairs) for day, pairs in value["windows"].items()},
        holidays=[date.fromisoformat(day) for day in value["holidays"]],
        exceptions={date.fromisoformat(day): _pairs(p) for day, p in value["exceptions"].items()},
    )


def _pairs(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((start, end) for start, end in pairs)
