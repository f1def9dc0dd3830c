"""The record of each member: values with their dates, activities, and statements on contact."""

from collections.abc import Mapping
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
