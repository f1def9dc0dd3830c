"""Which consents and opt-outs of the members hold for the person: always the stricter reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leadpact.identity.merging.records import (
    ADDRESS_FIELD,
    ContactChannel,
    ContactWord,
    MemberRecord,
)


class Permission(StrEnum):
    """Whether a person may be contacted on a channel for a purpose."""

    CONSENTED = "CONSENTED"
    NOT_SAID = "NOT_SAID"
    OPTED_OUT = "OPTED_OUT"


@dataclass(frozen=True, slots=True)
class KeptWord:
    """A consent or opt-out that holds for the person, and the member under whom it was stated."""

    lead_id: str
    channel: ContactChannel | None
    address: str | None
    purpose: str
    stated_at: datetime

    @property
    def order(self) -> tuple[str, str, str, str, datetime]:
        """The key by which statements are sorted."""
        return (
            self.channel or "",
            self.purpose,
            self.address or "",
            self.lead_id,
            self.stated_at,
        )


def opt_outs(members: Iterable[MemberRecord]) -> tuple[KeptWord, ...]:
    """Return every opt-out in force with any member, sorted.

    Within a member the last word on one channel, address and purpose counts, of two at a moment
    the opt-out. A consent with one member takes back no opt-out with another.
    """
    kept = (_kept(lead_id, word) for lead_id, word in _in_force(members) if not word.is_consent)
    return tuple(sorted(kept, key=_order))


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
    kept = (
        _kept(lead_id, word)
        for lead_id, word in _in_force(known)
        if word.is_consent
        and not is_opted_out(against, word.channel, word.purpose)
        and _is_of_survivor(word, own[lead_id], addresses)
    )
    return tuple(sorted(kept, key=_order))


def is_opted_out(against: Iterable[KeptWord], channel: ContactChannel | None, purpose: str) -> bool:
    """Return whether an opt-out covers the channel and the purpose; the address does not matter.

    An opt-out without a purpose covers all; contact without one is covered by any.
    """
    return any(
        word.channel in (None, channel)
        and (word.purpose == purpose or "" in (word.purpose, purpose))
        for word in against
    )


def _in_force(members: Iterable[MemberRecord]) -> Iterable[tuple[str, ContactWord]]:
    for member in members:
        last: dict[tuple[ContactChannel | None, str | None, str], ContactWord] = {}
        for word in sorted(member.words, key=lambda word: (word.stated_at, not word.is_consent)):
            last[word.channel, word.address, word.purpose] = word
        yield from ((member.lead_id, word) for word in last.values())


def _is_of_survivor(
    word: ContactWord, member: MemberRecord, addresses: Mapping[ContactChannel, object]
) -> bool:
    if word.channel not in ADDRESS_FIELD:
        return True
    own = member.values.get(ADDRESS_FIELD[word.channel])
    meant = word.address if word.address is not None else own and own.value
    return bool(meant) and meant == addresses.get(word.channel)


def _kept(lead_id: str, word: ContactWord) -> KeptWord:
    return KeptWord(lead_id, word.channel, word.address, word.purpose, word.stated_at)


def _order(word: KeptWord) -> tuple[str, str, str, str, datetime]:
    return word.order
