"""Ask append providers about one lead; no failure of theirs stops the lead."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from leadpact.identity.enrichment.derive import company_domain, derive_values
from leadpact.identity.enrichment.enrich import Given, known_values, usable_values
from leadpact.identity.enrichment.values import Answer, Provided, WhyNot
from leadpact.identity.hygiene.email import clean_email
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy, Overwrite


class AskBy(StrEnum):
    """The keys by which a provider can be asked."""

    DOMAIN = "DOMAIN"
    """The registrable domain of the lead's company; never that of a mail provider."""
    EMAIL = "EMAIL"
    """The mailbox of the person, as `clean_email` gives it."""


class AppendProvider(Protocol):
    """A source of further data on a company or a person."""

    @property
    def name(self) -> str:
        """The name by which policies and sources call it."""

    @property
    def ask_by(self) -> AskBy:
        """The key of its questions: a domain or an e-mail address."""

    @property
    def fields(self) -> frozenset[str]:
        """The fields it can give."""

    def look_up(self, key: str, *, as_of: date) -> Answer:
        """Return the values known under a key, or the reason why there are none."""


@dataclass(frozen=True, slots=True)
class ProviderLayout:
    """The name of a provider, the key of its questions, and the fields it can give.

    Attributes
    ----------
    name
        The provider's name.
    ask_by
        The key of its questions: a domain or an e-mail address.
    fields_by_source
        The lead's field for each column of a table, or path into an answer, that is used.
    """

    name: str
    ask_by: AskBy
    fields_by_source: Mapping[str, str]


class ConfiguredProvider:
    """A provider whose name, key and fields are those of its layout."""

    layout: ProviderLayout

    @property
    def name(self) -> str:
        """The provider's name."""
        return self.layout.name

    @property
    def ask_by(self) -> AskBy:
        """The key of its questions: a domain or an e-mail address."""
        return self.layout.ask_by

    @property
    def fields(self) -> frozenset[str]:
        """The fields it can give."""
        return frozenset(self.layout.fields_by_source.values())


def ask_providers(
    given: Given,
    *,
    providers: Sequence[AppendProvider],
    policy: EnrichmentPolicy,
    as_of: date,
) -> tuple[Answer, ...]:
    """Ask the providers that a policy names, in its order.

    A provider is not asked where it knows only fields that the lead has and that it may not
    overwrite: calls cost money. A provider that fails never stops the others.

    Parameters
    ----------
    given
        The known values by field, as for `enrich_lead`.
    providers
        Those that are set up.
    policy
        Names the providers, and sets what they may overwrite.
    as_of
        The day the answers are from.

    Returns
    -------
    tuple[Answer, ...]
        One answer a provider of the policy, for `enrich_lead`.
    """
    known = known_values(given, policy=policy, given_on=as_of, as_of=as_of)
    known = derive_values(known, derive=policy.derive)
    by_name = {provider.name: provider for provider in providers}
    answers: list[Answer] = []
    learnt: dict[str, Provided] = {}
    for name in policy.providers:
        open_fields = _open_fields(known, learnt, policy)
        answer = _ask(name, by_name.get(name), {**learnt, **known}, open_fields, as_of)
        learnt = {**usable_values(answer, policy=policy, as_of=as_of), **learnt}
        answers.append(answer)
    return tuple(answers)


def question_key(known: Mapping[str, Provided], ask_by: AskBy) -> str | None:
    """Return the lead's key for questions to a provider; None where the lead has none."""
    if ask_by is AskBy.DOMAIN:
        return company_domain(known)
    return clean_email(known["email"].value).mailbox if "email" in known else None


def _ask(
    name: str,
    provider: AppendProvider | None,
    known: Mapping[str, Provided],
    open_fields: Set[str],
    as_of: date,
) -> Answer:
    if provider is None:
        return Answer(name, why_not=WhyNot.NOT_CONFIGURED)
    key = question_key(known, provider.ask_by)
    if key is None:
        return Answer(name, why_not=WhyNot.NOTHING_TO_ASK)
    if provider.fields.isdisjoint(open_fields):
        return Answer(name, why_not=WhyNot.NOT_NEEDED)
    try:
        return provider.look_up(key, as_of=as_of)
    except Exception as error:  # third-party code may raise anything; keep the lead
        return Answer(name, why_not=WhyNot.BROKEN, detail=type(error).__name__)


def _open_fields(
    known: Mapping[str, Provided], learnt: Mapping[str, Provided], policy: EnrichmentPolicy
) -> set[str]:
    """Name the fields that an appended value could fill, refresh, or overwrite."""
    return {
        field
        for field in policy.fields
        if field not in learnt
        and (
            field not in known
            or known[field].is_appended
            or policy.overwrite_of(field) is not Overwrite.NEVER
        )
    }
