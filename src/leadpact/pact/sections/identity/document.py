"""The section `identity` as it is written; its account matching is in `document_accounts`."""

from typing import Annotated

from pydantic import Field

from leadpact.pact.document_model import (
    Days,
    Identifier,
    PactModel,
    Rate,
    RuleId,
    Text,
    codes_of,
    one_of,
    written,
)
from leadpact.pact.sections.identity.document_accounts import AccountMatchingDocument
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.enrichment import Derivation, EnrichmentPolicy, Overwrite
from leadpact.pact.sections.identity.hygiene import Severity
from leadpact.pact.sections.identity.survivorship import Strategy, SurvivorshipPolicy
from leadpact.terms.hygiene import FaultCode

Fields = Annotated[list[Identifier], Field(max_length=100)]
Strategies = Annotated[
    list[Annotated[str, codes_of(Strategy)]], Field(min_length=1, max_length=len(Strategy))
]

_ENRICHMENT = EnrichmentPolicy()
_DUPLICATES = DuplicatePolicy()
_SURVIVORSHIP = SurvivorshipPolicy()


class HygieneDocument(PactModel):
    """How the fields of a lead are read, and how grave their faults are."""

    default_country: Text | None = Field(
        default=None,
        description="The country (ISO 3166, two letters) that phone numbers without a country code"
        " are read in where the lead names none.",
        examples=["US"],
    )
    faults: dict[
        Annotated[str, one_of(code.value for code in FaultCode)], Annotated[str, codes_of(Severity)]
    ] = Field(
        default={},
        description="How grave a kind of fault is, where that differs from the list in hygiene.",
        examples=[{"EMAIL_FREE_MAIL": "major"}],
    )


class EnrichmentDocument(PactModel):
    """What is added to a lead, and by whom."""

    derive: Annotated[list[Annotated[str, codes_of(Derivation)]], Field(max_length=50)] = Field(
        default=[written(item) for item in _ENRICHMENT.derive],
        description="What follows from a lead's own values, in the order tried; what comes first"
        " stays.",
        examples=[["domain_from_email", "seniority_from_title"]],
    )
    providers: Annotated[list[RuleId], Field(max_length=20)] = Field(
        default=[],
        description="The names of the append providers, the most trusted first.",
        examples=[["company-register"]],
    )
    fields: Fields = Field(
        default=list(_ENRICHMENT.fields),
        description="The fields that providers may give.",
        examples=[["industry", "n_employees"]],
    )
    overwrite: Annotated[str, codes_of(Overwrite)] = Field(
        default=written(_ENRICHMENT.overwrite),
        description="When a provider's value replaces a person's. never: it only fills a missing"
        " one; when_newer: where it is of a later day; always: wherever there is one.",
        examples=["when_newer"],
    )
    overwrite_fields: Annotated[
        dict[Identifier, Annotated[str, codes_of(Overwrite)]], Field(max_length=100)
    ] = Field(
        default={},
        description="The same for single fields, in place of `overwrite`.",
        examples=[{"n_employees": "always"}],
    )
    at_most_days_old: Days | None = Field(
        default=None,
        description="What a provider observed longer ago is not used; by default its age does not"
        " matter.",
        examples=[365],
    )


class DuplicatesDocument(PactModel):
    """When two leads are one person, when a colleague should look, and what is compared."""

    same_from: Rate = Field(
        default=_DUPLICATES.p_same,
        description="From this probability on, two leads are the same person and become one.",
        examples=[0.95],
    )
    review_from: Rate = Field(
        default=_DUPLICATES.p_possible,
        description="From this probability on, and below `same_from`, two leads are to be reviewed;"
        " as high as `same_from`: none are.",
        examples=[0.3],
    )
    fields: Fields = Field(
        default=list(_DUPLICATES.fields),
        description="The fields that are compared; none: all that the model knows.",
        examples=[["email", "last_name", "company"]],
    )
    keys: Annotated[
        list[Annotated[list[Identifier], Field(min_length=1, max_length=5)]],
        Field(max_length=50),
    ] = Field(
        default=[list(key) for key in _DUPLICATES.keys],
        description="Two leads are compared where they agree on all columns of one of these keys;"
        " none: the model's own.",
        examples=[[["email"], ["last_name__start", "domain"]]],
    )
    at_most_per_key: Annotated[int, Field(ge=2, le=100_000)] = Field(
        default=_DUPLICATES.at_most_per_key,
        description="A key that more leads of a batch share, such as a switchboard's number,"
        " compares nobody.",
        examples=[500],
    )
    at_most_per_key_online: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=_DUPLICATES.at_most_per_key_online,
        description="The same for one new lead against all that are known.",
        examples=[50],
    )


class FieldSurvivalDocument(PactModel):
    """How the value of some fields is chosen, all of them from one and the same lead."""

    fields: Annotated[list[Identifier], Field(min_length=1, max_length=20)] = Field(
        description="The fields that are taken together.", examples=[["first_name", "last_name"]]
    )
    prefer: Strategies = Field(
        description="The ways to choose, asked in this order until the values agree.",
        examples=[["verified_first", "most_recent"]],
    )


class SurvivorshipDocument(PactModel):
    """How the merged view of several leads of one person is made."""

    source_order: Annotated[list[Text], Field(max_length=200)] = Field(
        default=list(_SURVIVORSHIP.source_order),
        description="The values of a lead's `source` by trust, the most trusted first, for"
        " `source_order` among the ways to choose.",
        examples=[["crm", "webinar"]],
    )
    fields: Annotated[list[FieldSurvivalDocument], Field(max_length=100)] = Field(
        default=[],
        description="How some fields are chosen. An entry takes the place of the default ones that"
        " name any of its fields.",
        examples=[[{"fields": ["phone"], "prefer": ["most_recent"]}]],
    )
    otherwise: Strategies = Field(
        default=[written(item) for item in _SURVIVORSHIP.otherwise],
        description="How every other field is chosen, each by itself.",
        examples=[["most_recent", "longest"]],
    )


class IdentityDocument(PactModel):
    """How leads arrive clean and once. Where it is there, every lead is cleaned."""

    hygiene: HygieneDocument = Field(
        default_factory=HygieneDocument.model_construct,
        description="How fields are read and faults weighed.",
        examples=[{"default_country": "US"}],
    )
    enrichment: EnrichmentDocument | None = Field(
        default=None,
        description="What is added to leads; `{}` for the defaults, without it nothing is.",
        examples=[{"overwrite": "when_newer", "providers": ["company-register"]}],
    )
    duplicates: DuplicatesDocument | None = Field(
        default=None,
        description="How leads of one person are found; `{}` for the defaults, without it they are"
        " not looked for.",
        examples=[{"same_from": 0.95}],
    )
    survivorship: SurvivorshipDocument = Field(
        default_factory=SurvivorshipDocument.model_construct,
        description="How leads of one person become one view.",
        examples=[{"otherwise": ["most_recent"]}],
    )
    accounts: AccountMatchingDocument | None = Field(
        default=None,
        description="How leads are matched to accounts; `{}` for the defaults, without it they"
        " keep the account on record.",
        examples=[{"domain_alone": "always"}],
    )
