"""Events, states and commands as text that can be stored, and back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, get_type_hints

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from leadpact.engine.feedback import GivenDisposition
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    AbsorbLead,
    Command,
    DisposeLead,
    Event,
    EventKind,
    LeadState,
    Origin,
    UpdateAttributes,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.events.converter import make_converter, read_by_fields
from leadpact.events.parts import Parts
from leadpact.events.payloads import as_text, decode_payload, encode_payload, read_text
from leadpact.events.personal import PersonalValues
from leadpact.events.registry import lead_kind_of, schema_of
from leadpact.pact.sections.clocks.policy import ClockPolicy
from leadpact.terms.attributes import PERSONAL
from leadpact.terms.calendar import BusinessCalendar

_PERSONAL_KEY = "personal"
_NOTHING_SEEN: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """An event as a row of the table `events`; `payload` is JSON."""

    event_id: str
    lead_id: str
    n: int
    kind: str
    schema: int
    occurred_at: datetime
    recorded_at: datetime
    command_id: str
    actor: str
    fingerprint: str
    payload: str


EVENT_COLUMNS: tuple[str, ...] = tuple(item.name for item in fields(StoredEvent))
"""The columns of an event, in every table of events."""


class EventCodec:
    """Writes and reads events, states and commands of many leads, one lead at a time.

    Parameters
    ----------
    parts
        The calendars and clock policies that are known.
    personal_fields
        Attributes whose values are kept apart; by default those that the product knows itself.
    """

    def __init__(self, parts: Parts, personal_fields: frozenset[str] = PERSONAL) -> None:
        self.parts = parts
        self._personal_fields = personal_fields
        self._personal = PersonalValues("")
        self._converter = self._make_converter()

    def encode_event(self, event: Event, personal: PersonalValues) -> StoredEvent:
        """Return an event as a row.

        Parameters
        ----------
        personal
            The personal values of its lead; those that are new are added.
        """
        converter, origin = self._with(personal), event.origin
        return StoredEvent(
            event.event_id,
            event.lead_id,
            event.n,
            str(event.kind),
            schema_of(event.kind),
            event.occurred_at,
            origin.recorded_at,
            origin.command_id,
            origin.actor,
            origin.fingerprint,
            encode_payload(event.payload, converter),
        )

    def decode_event(self, row: StoredEvent, personal: PersonalValues) -> Event:
        """Return the event of a row.

        Raises
        ------
        UnableToReadEvents
            `event-kind-unknown`, `event-schema-unknown` or `event-payload-invalid`; for a part
            `part-missing` or `part-damaged`.
        """
        place = f"event {row.event_id}"
        kind = lead_kind_of(row.kind, row.schema, place=place)
        payload = self.decode_payload(kind, row.schema, row.payload, personal, place=place)
        origin = Origin(row.command_id, row.actor, row.recorded_at, row.fingerprint)
        return Event(kind, row.lead_id, row.n, row.occurred_at, origin, payload)

    def decode_payload(
        self, kind: EventKind, schema: int, text: str, personal: PersonalValues, *, place: str
    ) -> Any:
        """Return the payload of a text; raises as `decode_event`."""
        return decode_payload(kind, schema, text, self._with(personal), place=place)

    def encode_state(self, state: LeadState, personal: PersonalValues) -> str:
        """Return a state without activities and taken commands, which are rows of their own."""
        bare = replace(state, activities=(), seen=_NOTHING_SEEN)
        return as_text(self._with(personal).unstructure(bare))

    def decode_state(
        self,
        text: str,
        personal: PersonalValues,
        activities: tuple[Activity, ...] = (),
        seen: Mapping[str, str] = _NOTHING_SEEN,
    ) -> LeadState:
        """Return the state of a text.

        Parameters
        ----------
        activities
            All of the lead, in the order in which they were recorded.
        seen
            The digests of taken commands by id; to decide on one, its own is enough.

        Raises
        ------
        UnableToReadEvents
            `state-invalid` where it is none.
        """
        converter = self._with(personal)
        state = read_text(
            "state",
            lambda: converter.structure(json.loads(text), LeadState),
            code="state-invalid",
        )
        return replace(state, activities=activities, seen=MappingProxyType(dict(seen)))

    def decode_activity(self, payload: str) -> Activity:
        """Return the activity of the payload of an event."""
        return read_text(
            "activity", lambda: self._converter.structure(json.loads(payload), Activity)
        )

    def encode_command(self, command: Command, personal: PersonalValues) -> str:
        """Return a command."""
        return as_text(self._with(personal).unstructure(command, Command))

    def decode_command(self, text: str, personal: PersonalValues) -> Command:
        """Return the command of a text.

        Raises
        ------
        UnableToReadEvents
            `command-invalid` where it is none.
        """
        converter = self._with(personal)
        read: Command = read_text(
            "command",
            lambda: converter.structure(dict(json.loads(text)), Command),  # type: ignore[arg-type]
            code="command-invalid",
        )
        return read

    def erase_command(self, command: Command, salt: str) -> Command:
        """Return a command whose personal values are erased, before any of them is stored.

        Parameters
        ----------
        salt
            Random text that is kept nowhere: the hashes that are left can be compared with nothing.
        """
        return self.decode_command(
            self.encode_command(command, PersonalValues(salt)), PersonalValues("")
        )

    def _with(self, personal: PersonalValues) -> Converter:
        """Return the converter, whose hooks find personal values among those of one lead."""
        self._personal = personal
        return self._converter

    def _make_converter(self) -> Converter:
        made = make_converter()
        for part in (ClockPolicy, BusinessCalendar):
            made.register_unstructure_hook(part, self.parts.put)
            made.register_structure_hook(part, self.parts.get)
        write, read = self._attribute_hooks(made)
        _set_hooks(made, Lead, "attributes", write, read)
        _set_hooks(made, UpdateAttributes, "attributes", write, read)
        _set_hooks(made, AbsorbLead, "attributes", write, read)
        _set_hooks(made, KnownFacts, "values", write, read)
        _set_hooks(made, GivenDisposition, "note", self._write_note, self._read_note, later=_LATER)
        _set_hooks(made, DisposeLead, "note", self._write_note, self._read_note, later=_LATER[1:])
        return made

    def _attribute_hooks(self, made: Converter) -> tuple[Any, Any]:
        """Return what writes and reads attributes, the personal ones as their hashes."""
        kind = get_type_hints(Lead)["attributes"]
        plain, read = made.get_unstructure_hook(kind), made.get_structure_hook(kind)

        def write_all(value: Mapping[str, Any]) -> dict[str, Any]:
            written: dict[str, Any] = plain(value)
            for name in value:
                if name in self._personal_fields and value[name] is not None:
                    written[name] = {_PERSONAL_KEY: self._personal.put(name, written[name])}
            return written

        def read_all(value: Mapping[str, Any], _: Any) -> Mapping[str, Any]:
            found = {
                name: self._personal.get(item[_PERSONAL_KEY])
                if isinstance(item, dict) and _PERSONAL_KEY in item
                else item
                for name, item in value.items()
            }
            known: Mapping[str, Any] = read(found, kind)
            return known

        return write_all, read_all

    def _write_note(self, note: str | None) -> Any:
        return None if note is None else {_PERSONAL_KEY: self._personal.put("note", note)}

    def _read_note(self, note: Any, _: Any) -> str | None:
        return None if note is None else self._personal.get(note[_PERSONAL_KEY])


_LATER = ("work_goes_on", "corrects", "until")
"""Fields that a class did not have at first: where they say nothing, they are not written."""


def _set_hooks(
    made: Converter, kind: Any, name: str, write: Any, read: Any, *, later: Iterable[str] = ()
) -> None:
    """Let one field of a class be written and read in its own way."""
    one: Any = {name: override(unstruct_hook=write, omit_if_default=True)}
    one |= {added: override(omit_if_default=True) for added in later}
    made.register_unstructure_hook(kind, make_dict_unstructure_fn(kind, made, **one))
    made.register_structure_hook(kind, read_by_fields(made, kind, **{name: read}))
