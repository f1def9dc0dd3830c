"""The record of each member: values with their dates, activities, and statements on contact.

Which consents and opt-outs of the members hold for the person is decided here: always the stricter
reading.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ContactChannel(StrEnum):
    """A channel on which a person can be contacted."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    SOCIAL = "SOCIAL"


ADDRESS_FIELD = {ContactChannel.EMAIL: "email", ContactChannel.PHONE: "phone"}
"""The field that holds the address of a channel."""


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A value of one field of one member.

    Attributes
    ----------
    value
        The value, as hygiene leaves it. None and empty text are no value.
    known_at
        When it was learnt or last confirmed.
    source
        Where from.
    is_verified
        Whether it was checked, for example by a delivered message.
    """

    value: object
    known_at: datetime
    source: str = ""
    is_verified: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is a value at all."""
        return self.value is not None and self.value != ""


@dataclass(frozen=True, slots=True)
class ContactWord:
    """A person's statement about being contacted.

    Attributes
    ----------
    is_consent
        True where they agreed, False where they opted out.
    stated_at
        When.
    channel
        The channel it is about; None, of an opt-out only, for all of them.
    address
        The mailbox or number it was stated for; None where for none in particular.
    purpose
        The purpose, in the company's words. An opt-out without one covers every purpose.
    """

    is_consent: bool
    stated_at: datetime
    channel: ContactChannel | None = None
    address: str | None = None
    purpose: str = ""

    def __post_init__(self) -> None:
        """Refuse a consent to be contacted in any way whatever."""
        if self.is_consent and self.channel is None:
            raise ValueError("a consent names the channel it is for")


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """One lead of a person, as it came, with all that came to it since.

    Attributes
    ----------
    lead_id
        The lead.
    created_at
        When it was created.
    values
        The known values, by field.
    activity_ids
        The prospect's activities under this lead.
    words
        The statements under this lead about contact.
    """

    lead_id: str
    created_at: datetime
    values: Mapping[str, KnownValue] = field(default_factory=dict)
    activity_ids: tuple[str, ...] = ()
    words: tuple[ContactWord, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptWord:
    """A consent or opt-out that holds for the person, and the member under whom it was stated."""

    lead_id: str
    channel: ContactChannel | None
    address: str | None
    purpose: str
    stated_at: datetime


def opt_outs(members: Iterable[MemberRecord]) -> tuple[KeptWord, ...]:
    """Return every opt-out in force with any member, sorted.

    Within a member the last word on one channel, address and purpose counts, of two at a moment
    the opt-out. A consent with one member takes back no opt-out with another.
    """
    return tuple(_in_force(members, is_consent=False))


def consents(
    members: Iterable[MemberRecord], *, addresses: Mapping[ContactChannel, object]
) -> tuple[KeptWord, ...]:
    """Return the consents that hold for the person, sorted.

    A consent holds where no member opted out of its channel for its purpose, at whatever address,
    and where it was given for the very address that survives. A consent for no address in
    particular holds for the address of its own member only, so only where that one survives.

    Parameters
    ----------
    members
        The members' records.
    addresses
        The surviving address by channel. A channel that is not in `ADDRESS_FIELD` has none and
        names none.
    """
    known = tuple(members)
    against = opt_outs(known)
    own = {member.lead_id: member for member in known}
    return tuple(
        word
        for word in _in_force(known, is_consent=True)
        if not is_opted_out(against, word.channel, word.purpose)
        and _is_of_survivor(word, own[word.lead_id], addresses)
    )


def is_opted_out(against: Iterable[KeptWord], channel: ContactChannel | None, purpose: str) -> bool:
    """Return whether an opt-out covers the channel and the purpose; the address does not matter.

    An opt-out without a purpose covers all; contact without one is covered by any.
    """
    return any(
        word.channel in (None, channel)
        and (word.purpose == purpose or "" in (word.purpose, purpose))
        for word in against
    )


def _in_force(members: Iterable[MemberRecord], *, is_consent: bool) -> list[KeptWord]:
    """Return the consents or the opt-outs in force with any member, sorted."""
    kept: list[KeptWord] = []
    for member in members:
        last: dict[tuple[ContactChannel | None, str | None, str], ContactWord] = {}
        for word in sorted(member.words, key=lambda word: (word.stated_at, not word.is_consent)):
            last[word.channel, word.address, word.purpose] = word
        kept += [
            KeptWord(member.lead_id, word.channel, word.address, word.purpose, word.stated_at)
            for word in last.values()
            if word.is_consent is is_consent
        ]
    return sorted(
        kept,
        key=lambda word: (
            word.channel or "",
            word.purpose,
            word.address or "",
            word.lead_id,
            word.stated_at,
        ),
    )


def _is_of_survivor(
    word: KeptWord, member: MemberRecord, addresses: Mapping[ContactChannel, object]
) -> bool:
    if word.channel not in ADDRESS_FIELD:
        return True
    own = member.values.get(ADDRESS_FIELD[word.channel])
    meant = word.address if word.address is not None else own and own.value
    return bool(meant) and meant == addresses.get(word.channel)
