"""The matching of leads to accounts, as a pact writes it."""

from typing import Annotated, Any

from pydantic import Field

from leadpact.pact.document_model import PactModel, codes_of, written
from leadpact.pact.sections.identity.accounts import (
    AccountMatchingPolicy,
    AccountWeights,
    Ambiguity,
    BlankField,
    DomainAlone,
    MatchTo,
    TieBreaker,
)

Weight = Annotated[int, Field(ge=-1000, le=1000)]

_POLICY = AccountMatchingPolicy()
_WEIGHTS = AccountWeights()


def _weight(name: str, description: str) -> Any:
    default = getattr(_WEIGHTS, name)
    example = default + 10 if default > 0 else default - 10
    return Field(default=default, description=description, examples=[example])


class AccountWeightsDocument(PactModel):
    """What each piece of evidence adds to the total, in points; negative ones speak against."""

    name_exact: Weight = _weight("name_exact", "The names are the same.")
    name_alias: Weight = _weight("name_alias", "One name is a known other name of the company.")
    name_close: Weight = _weight("name_close", "The names are close.")
    name_close_range: Annotated[int, Field(ge=0, le=1000)] = _weight(
        "name_close_range", "Added to `name_close` by how close the names are, up to all of it."
    )
    name_acronym: Weight = _weight("name_acronym", "One name is the initials of the other.")
    name_part: Weight = _weight("name_part", "One name is the other with words added.")
    name_differs: Weight = _weight("name_differs", "The names differ.")
    name_common_words: Weight = _weight(
        "name_common_words", "The names have nothing but common words; beside one of the above."
    )
    legal_form_differs: Weight = _weight(
        "legal_form_differs", "The names are alike and their legal forms differ."
    )
    domain_same: Weight = _weight("domain_same", "The domains are the same.")
    domain_under: Weight = _weight("domain_under", "The lead's domain is below the account's.")
    domain_above: Weight = _weight("domain_above", "The lead's domain is above the account's.")
    domain_label: Weight = _weight("domain_label", "The domains differ in their suffix only.")
    domain_differs: Weight = _weight("domain_differs", "The domains differ.")
    domain_alone: Weight = _weight(
        "domain_alone",
        "Added to `domain_same` or `domain_under` where the switch `domain_alone` lets a domain"
        " match by itself.",
    )
    phone_same: Weight = _weight("phone_same", "The phone numbers are the same.")
    address_same: Weight = _weight("address_same", "The addresses are the same.")
    city_same: Weight = _weight("city_same", "The cities are the same.")
    city_differs: Weight = _weight("city_differs", "The cities differ.")
    state_same: Weight = _weight("state_same", "The states are the same.")
    state_differs: Weight = _weight("state_differs", "The states differ.")
    country_same: Weight = _weight("country_same", "The countries are the same.")
    country_differs: Weight = _weight("country_differs", "The countries differ.")


class AccountMatchingDocument(PactModel):
    """How leads are matched to accounts."""

    domain_alone: Annotated[str, codes_of(DomainAlone)] = Field(
        default=written(_POLICY.domain_alone),
        description="Whether a domain matches without a name. off: it only supports one; fallback:"
        " where no account matches otherwise; always: on a par with the name.",
        examples=["off"],
    )
    match_to: Annotated[str, codes_of(MatchTo)] = Field(
        default=written(_POLICY.match_to),
        description="leaf: the account that the evidence speaks for; root: the top of its family.",
        examples=["root"],
    )
    tie_breakers: Annotated[list[Annotated[str, codes_of(TieBreaker)]], Field(max_length=20)] = (
        Field(
            default=[written(item) for item in _POLICY.tie_breakers],
            description="Asked in this order between accounts of one company that fit equally"
            " well.",
            examples=[["customer_first", "oldest"]],
        )
    )
    ambiguity: Annotated[str, codes_of(Ambiguity)] = Field(
        default=written(_POLICY.ambiguity),
        description="What happens where accounts of different companies fit equally well. leave:"
        " a person decides; tie_break: the tie-breakers do.",
        examples=["tie_break"],
    )
    blank_equals_blank: Annotated[
        list[Annotated[str, codes_of(BlankField)]], Field(max_length=10)
    ] = Field(
        default=[],
        description="The fields that agree where both sides have none; elsewhere a blank says"
        " nothing.",
        examples=[["country"]],
    )
    threshold: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=_POLICY.threshold,
        description="The points from which an account matches.",
        examples=[110],
    )
    margin: Annotated[int, Field(ge=1, le=1000)] = Field(
        default=_POLICY.margin,
        description="The lead in points from which the best account needs no tie-breaker.",
        examples=[25],
    )
    founds_accounts: bool = Field(
        default=_POLICY.founds_accounts,
        description="Whether leads without an account may found one.",
        examples=[False],
    )
    weights: AccountWeightsDocument = Field(
        default_factory=AccountWeightsDocument.model_construct,
        description="What each piece of evidence adds.",
        examples=[{"name_exact": 130}],
    )
