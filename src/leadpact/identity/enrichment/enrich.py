"""Enrich one lead: derive, append, derive again; pure, for the providers were asked before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from types import MappingProxyType

from leadpact.identity.enrichment.derive import TitleReader, derive_values, target_and_base
from leadpact.identity.enrichment.values import (
    PERSON,
    Answer,
    EnrichedLead,
    PassedOver,
    PassedOverBecause,
    Provided,
)
from leadpact.pact.identity.enrichment import EnrichmentPolicy, Overwrite

Given = Mapping[str, str | Provided | None]


def enrich_lead(
    given: Given,
    *,
    policy: EnrichmentPolicy,
    as_of: date,
    read_title: TitleReader,
    said_on: date | None = None,
    answers: Sequence[Answer] = (),
) -> EnrichedLead:
    """Add to a lead what follows from it and what providers answered.

    Parameters
    ----------
    given
        What is known by field. A text is what a person said; a `Provided`, such as an earlier
        enrichment kept, has its own source. None and empty texts are not known.
    policy
        What is derived, and what may overwrite what.
    as_of
        The day of the enrichment; what a provider observed after it is not used.
    read_title
        The reader of job titles, such as `clean_title`.
    said_on
        The day the person said it; `as_of` where it is not told.
    answers
        What the providers said, as `ask_providers` returns it.

    Returns
    -------
    EnrichedLead
        Every value with its source and day, what was passed over and why, and who gave nothing.

    Examples
    --------
    >>> from leadpact.identity.hygiene.job_title import clean_title
    >>> lead = enrich_lead(
    ...     {"email": "jo@acme.fr", "country": "FR", "title": "VP Sales"},
    ...     policy=EnrichmentPolicy(),
    ...     as_of=date(2026, 5, 4),
    ...     read_title=clean_title,
    ... )
    >>> lead.value("domain"), lead.value("time_zone"), lead.value("seniority")
    ('acme.fr', 'Europe/Paris', 'VP')
    >>> lead.values["time_zone"].source
    'derived:country'
    """
    known = known_values(given, policy=policy, said_on=said_on or as_of)
    values = derive_values(known, derive=policy.derive, read_title=read_title)
    merging = _Merging(values, policy, as_of)
    passed_over = merging.take_over(_in_order(answers, policy))
    merging.forget_what_followed()
    return EnrichedLead(
        values=MappingProxyType(
            derive_values(merging.values, derive=policy.derive, read_title=read_title)
        ),
        passed_over=passed_over,
        unanswered=tuple(answer for answer in answers if answer.why_not is not None),
    )


def known_values(given: Given, *, policy: EnrichmentPolicy, said_on: date) -> dict[str, Provided]:
    """Give what a person said its provenance; leave out what is unknown, or is derived anew."""
    known = {}
    for field, value in given.items():
        if isinstance(value, Provided):
            known[field] = value
        elif value is not None and value.strip():
            known[field] = Provided(value, PERSON, said_on)
    anew = {target_and_base(derivation) for derivation in policy.derive}
    return {
        field: value
        for field, value in known.items()
        if (field, value.derived_from) not in anew or value.derived_from not in known
    }


def why_unusable(
    field: str, offered: Provided, *, policy: EnrichmentPolicy, as_of: date
) -> PassedOverBecause | None:
    """Say why an appended value could not even fill an empty field; None where it could."""
    if field not in policy.fields:
        return PassedOverBecause.NOT_ALLOWED
    age, oldest = (as_of - offered.observed_on).days, policy.at_most_days_old
    if age < 0:
        return PassedOverBecause.NOT_YET
    return PassedOverBecause.TOO_OLD if oldest is not None and age > oldest else None


def _in_order(answers: Sequence[Answer], policy: EnrichmentPolicy) -> list[Answer]:
    """Sort answers by the trust of the policy; those of providers it does not name are left out."""
    trusted = [answer for answer in answers if answer.provider in policy.providers]
    return sorted(trusted, key=lambda answer: policy.providers.index(answer.provider))


@dataclass(slots=True)
class _Merging:
    """The values of a lead while appended ones are taken over."""

    values: dict[str, Provided]
    policy: EnrichmentPolicy
    as_of: date
    taken: set[str] = dataclass_field(default_factory=set)

    def take_over(self, answers: Sequence[Answer]) -> tuple[PassedOver, ...]:
        """Take over what may be taken over, and return what was passed over."""
        passed_over = []
        for answer in answers:
            for field, offered in answer.values.items():
                because = self._objection(field, offered)
                held = self.values.get(field)
                if because is None:
                    self.values[field] = offered
                    self.taken.add(field)
                elif held is None or held.value != offered.value:
                    passed_over.append(PassedOver(field, offered, because))
        return tuple(passed_over)

    def forget_what_followed(self) -> None:
        """Drop derived values whose base was replaced, so that they are derived anew."""
        changed = set(self.taken)
        while stale := {f for f, v in self.values.items() if v.derived_from in changed} - changed:
            changed |= stale
            for field in stale:
                del self.values[field]

    def _objection(self, field: str, offered: Provided) -> PassedOverBecause | None:
        """Say why an appended value may not be used; None where it may."""
        unusable = why_unusable(field, offered, policy=self.policy, as_of=self.as_of)
        held = self.values.get(field)
        if unusable is not None or held is None:
            return unusable
        return self._prior_claim(field, offered, held)

    def _prior_claim(
        self, field: str, offered: Provided, held: Provided
    ) -> PassedOverBecause | None:
        if field in self.taken:
            return PassedOverBecause.LESS_TRUSTED
        is_newer = offered.observed_on > held.observed_on
        if held.is_appended:
            return None if is_newer else PassedOverBecause.OLDER
        rule = self.policy.overwrite_of(field)
        may = rule is Overwrite.ALWAYS or (rule is Overwrite.WHEN_NEWER and is_newer)
        return None if may else PassedOverBecause.PERSON_SAID
