"""Enrich one lead: derive, append, derive again; pure, because the providers were asked before."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from leadpact.identity.enrichment.derive import derive_values, target_and_base
from leadpact.identity.enrichment.values import (
    APPENDED,
    PERSON,
    Answer,
    EnrichedLead,
    PassedOver,
    PassedOverReason,
    Provided,
)
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy, Overwrite

Given = Mapping[str, str | Provided | None]


def enrich_lead(
    given: Given,
    *,
    policy: EnrichmentPolicy,
    as_of: date,
    given_on: date | None = None,
    answers: Sequence[Answer] = (),
) -> EnrichedLead:
    """Add derived values and the answers of providers to a lead.

    Parameters
    ----------
    given
        The known values by field. A text is a person's statement; a `Provided`, such as an earlier
        enrichment kept, has its own source. None and empty texts are not known.
    policy
        The derivations, and which source may overwrite which.
    as_of
        The day of the enrichment; values that a provider observed after it are not used.
    given_on
        The day of the person's statement; `as_of` where it is not given.
    answers
        The answers of the providers, as `ask_providers` returns them.

    Returns
    -------
    EnrichedLead
        Every value with its source and day, the values not used and why, and the providers without
        an answer.

    Examples
    --------
    >>> lead = enrich_lead(
    ...     {"email": "jo@acme.fr", "country": "FR", "title": "VP Sales"},
    ...     policy=EnrichmentPolicy(),
    ...     as_of=date(2026, 5, 4),
    ... )
    >>> lead.value("domain"), lead.value("time_zone"), lead.value("seniority")
    ('acme.fr', 'Europe/Paris', 'VP')
    >>> lead.values["time_zone"].source
    'derived:country'
    """
    known = known_values(given, policy=policy, given_on=given_on or as_of, as_of=as_of)
    offers = [
        offer
        for answer in answers
        if answer.provider in policy.providers
        for offer in usable_values(answer, policy=policy, as_of=as_of).items()
    ]
    held = values = derive_values(known, derive=policy.derive)
    while (taken := _take_over(known, values, offers, policy)) != known:
        known = taken
        values = derive_values(known, derive=policy.derive)
    return EnrichedLead(
        values=MappingProxyType(values),
        passed_over=(
            *_overruled(held, values),
            *_passed_over(answers, values, policy, as_of),
        ),
        unanswered=tuple(answer for answer in answers if answer.why_not is not None),
    )


def known_values(
    given: Given, *, policy: EnrichmentPolicy, given_on: date, as_of: date
) -> dict[str, Provided]:
    """Give a person's statements their provenance.

    Unknown values are left out; so are values that are derived again from another one, and values
    appended earlier that may no longer be used.
    """
    known = {}
    for field, value in given.items():
        if isinstance(value, str) and value.strip():
            known[field] = Provided(value, PERSON, given_on)
        elif isinstance(value, Provided):
            unusable = why_unusable(field, value, policy=policy, as_of=as_of)
            if unusable is None or not value.is_appended:
                known[field] = value
    derivable = {target_and_base(derivation) for derivation in policy.derive}
    return {
        field: value
        for field, value in known.items()
        if (field, value.derived_from) not in derivable or value.derived_from not in known
    }


def why_unusable(
    field: str, offered: Provided, *, policy: EnrichmentPolicy, as_of: date
) -> PassedOverReason | None:
    """Return why an appended value could not even fill an empty field; None where it could."""
    if field not in policy.fields:
        return PassedOverReason.NOT_ALLOWED
    age, oldest = (as_of - offered.observed_on).days, policy.at_most_days_old
    if age < 0:
        return PassedOverReason.NOT_YET
    return PassedOverReason.TOO_OLD if oldest is not None and age > oldest else None


def usable_values(answer: Answer, *, policy: EnrichmentPolicy, as_of: date) -> dict[str, Provided]:
    """Return the values of an answer that could fill an empty field."""
    return {
        field: offered
        for field, offered in answer.values.items()
        if why_unusable(field, offered, policy=policy, as_of=as_of) is None
    }


def _take_over(
    known: Mapping[str, Provided],
    values: Mapping[str, Provided],
    offers: Sequence[tuple[str, Provided]],
    policy: EnrichmentPolicy,
) -> dict[str, Provided]:
    """Take the offered values over those to which no value in use has a prior claim."""
    taken = dict(known)
    for field, offered in offers:
        held = taken.get(field) or values.get(field)
        if _prior_claim(field, offered, held, policy) is None:
            taken[field] = offered
    return taken


def _prior_claim(
    field: str, offered: Provided, held: Provided | None, policy: EnrichmentPolicy
) -> PassedOverReason | None:
    """Return the reason why the value in use stays; None where the offered one replaces it."""
    if held is None:
        return None
    rule = policy.overwrite_of(field)
    is_newer = offered.observed_on > held.observed_on
    if not held.is_appended:
        may = rule is Overwrite.ALWAYS or (rule is Overwrite.WHEN_NEWER and is_newer)
        return None if may else PassedOverReason.PERSON_SAID
    by_day = rule is Overwrite.WHEN_NEWER or offered.source == held.source
    if by_day and offered.observed_on != held.observed_on:
        return None if is_newer else PassedOverReason.OLDER
    trusted = _rank(offered, policy) < _rank(held, policy)
    return None if trusted else PassedOverReason.LESS_TRUSTED


def _rank(value: Provided, policy: EnrichmentPolicy) -> int:
    name = value.source.removeprefix(APPENDED)
    return policy.providers.index(name) if name in policy.providers else len(policy.providers)


def _overruled(
    before: Mapping[str, Provided], after: Mapping[str, Provided]
) -> tuple[PassedOver, ...]:
    """List stated values, and values derived from them, that an appended value replaced."""
    return tuple(
        PassedOver(field, value, PassedOverReason.OVERRULED)
        for field, value in before.items()
        if not value.is_appended
        and field in after
        and after[field].is_appended
        and after[field].value != value.value
    )


def _passed_over(
    answers: Sequence[Answer],
    values: Mapping[str, Provided],
    policy: EnrichmentPolicy,
    as_of: date,
) -> tuple[PassedOver, ...]:
    """List the differing values of providers, each with the reason why it is not in use."""
    passed_over = []
    for answer in answers:
        for field, offered in answer.values.items():
            held = values.get(field)
            if answer.provider not in policy.providers or (held and held.value == offered.value):
                continue
            unusable = why_unusable(field, offered, policy=policy, as_of=as_of)
            reason = unusable or _prior_claim(field, offered, held, policy)
            if reason is not None:
                passed_over.append(PassedOver(field, offered, reason))
    return tuple(passed_over)
