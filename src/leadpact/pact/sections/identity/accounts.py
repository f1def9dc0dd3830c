"""The rules of a pact on matching leads to accounts: weights, switches, order of tie-breakers."""

from dataclasses import dataclass, field
from enum import StrEnum


class DomainAlone(StrEnum):
    """Whether the domain of a work address or website is enough to match."""

    OFF = "OFF"
    """The domain only supports a name."""
    FALLBACK = "FALLBACK"
    """The domain is enough where no account matches otherwise."""
    ALWAYS = "ALWAYS"
    """The domain is enough, on a par with the name."""


class MatchTo(StrEnum):
    """Which account of a family of parents and children a lead is matched to."""

    LEAF = "LEAF"
    """The account itself that the evidence speaks for."""
    ROOT = "ROOT"
    """The top of that account's family."""


class TieBreaker(StrEnum):
    """What decides between accounts of one company that the evidence does not tell apart."""

    CUSTOMER_FIRST = "CUSTOMER_FIRST"
    HAS_OWNER = "HAS_OWNER"
    MOST_ACTIVE = "MOST_ACTIVE"
    OLDEST = "OLDEST"
    NEWEST = "NEWEST"
    LARGEST = "LARGEST"
    SAME_COUNTRY = "SAME_COUNTRY"
    TOP_OF_FAMILY = "TOP_OF_FAMILY"


class Ambiguity(StrEnum):
    """What happens where accounts of different companies fit equally well."""

    LEAVE = "LEAVE"
    """The lead waits for a person, with the accounts in question."""
    TIE_BREAK = "TIE_BREAK"
    """The tie-breakers decide between them too."""


class BlankField(StrEnum):
    """A field of which the pact may say that blank equals blank."""

    COUNTRY = "COUNTRY"
    STATE = "STATE"
    CITY = "CITY"


@dataclass(frozen=True, slots=True)
class AccountWeights:
    """What each piece of evidence adds to the total, in points.

    A name that is close lies between `name_close` and `name_close + name_close_range` by how close
    it is. `domain_alone` is added where the domain may match by itself.
    """

    name_exact: int = 120
    name_alias: int = 110
    name_close: int = 70
    name_close_range: int = 20
    name_acronym: int = 60
    name_part: int = 40
    name_differs: int = -40
    name_common_words: int = -30
    legal_form_differs: int = -15
    domain_same: int = 75
    domain_under: int = 60
    domain_above: int = 35
    domain_label: int = 35
    domain_differs: int = -35
    domain_alone: int = 80
    phone_same: int = 40
    address_same: int = 40
    city_same: int = 30
    city_differs: int = -5
    state_same: int = 5
    state_differs: int = -5
    country_same: int = 5
    country_differs: int = -10


@dataclass(frozen=True, slots=True)
class AccountMatchingPolicy:
    """How leads are matched to accounts.

    Attributes
    ----------
    domain_alone
        Whether a domain matches without a name.
    match_to
        The account itself, or the top of its family.
    tie_breakers
        Asked in this order between accounts of one company; the account id is always the last.
    ambiguity
        What happens where different companies fit equally well.
    blank_equals_blank
        The fields that agree where both sides have none; elsewhere a blank says nothing.
    threshold
        The total from which an account matches.
    margin
        The lead in points from which the best account needs no tie-breaker.
    founds_accounts
        Whether leads without an account may found one.
    weights
        What each piece of evidence adds.
    """

    domain_alone: DomainAlone = DomainAlone.FALLBACK
    match_to: MatchTo = MatchTo.LEAF
    tie_breakers: tuple[TieBreaker, ...] = (
        TieBreaker.CUSTOMER_FIRST,
        TieBreaker.HAS_OWNER,
        TieBreaker.MOST_ACTIVE,
        TieBreaker.SAME_COUNTRY,
        TieBreaker.OLDEST,
    )
    ambiguity: Ambiguity = Ambiguity.LEAVE
    blank_equals_blank: frozenset[BlankField] = frozenset()
    threshold: int = 100
    margin: int = 15
    founds_accounts: bool = True
    weights: AccountWeights = field(default_factory=AccountWeights)
