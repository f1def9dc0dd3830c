"""Which provider is asked for what, and which value of several is in use: the cases at the edge."""

from datetime import date, timedelta

import pytest

from leadpact.identity.enrichment.derive import company_domain, derive_values
from leadpact.identity.enrichment.enrich import enrich_lead
from leadpact.identity.enrichment.providers import AskBy, ask_providers
from leadpact.identity.enrichment.values import (
    Answer,
    EnrichedLead,
    PassedOver,
    PassedOverReason,
    Provided,
    WhyNot,
    answer_with,
)
from leadpact.pact.sections.identity.enrichment import Derivation, EnrichmentPolicy, Overwrite

TODAY = date(2026, 5, 4)
EARLIER = date(2026, 1, 1)


def by(name: str, text: str, seen_on: date = EARLIER) -> Provided:
    return Provided(text, f"append:{name}", seen_on)


def answer(name: str, seen_on: date = EARLIER, **values: str) -> Answer:
    return Answer(name, {field: by(name, text, seen_on) for field, text in values.items()})


def policy(*providers: str, **options: object) -> EnrichmentPolicy:
    return EnrichmentPolicy(providers=providers or ("firms",), **options)


def enrich(given: dict, rules: EnrichmentPolicy, *answers: Answer, **options: date) -> EnrichedLead:
    return enrich_lead(given, policy=rules, as_of=TODAY, answers=answers, **options)


class Listed:
    """A provider that answers the same to everybody, and notes who asks, and for which day."""

    def __init__(self, name: str, ask_by: AskBy, *fields: str, **values: str) -> None:
        self.name, self.ask_by = name, ask_by
        self.fields = frozenset(fields or values)
        self.values = values
        self.asked: list[tuple[str, date]] = []

    def look_up(self, key: str, *, as_of: date) -> Answer:
        self.asked.append((key, as_of))
        return answer(self.name, **self.values)


def ask(given: dict, *providers: Listed, **options: object) -> list[WhyNot | None]:
    rules = policy(*(provider.name for provider in providers), **options)
    answers = ask_providers(given, providers=providers, policy=rules, as_of=TODAY)
    assert [one.provider for one in answers] == [provider.name for provider in providers]
    return [one.why_not for one in answers]


def test_a_lead_without_address_is_not_asked_for_by_address() -> None:
    people = Listed("people", AskBy.EMAIL, industry="A")
    for given in ({"website": "acme.com"}, {"email": "nonsense", "website": "acme.com"}):
        assert ask(given, people) == [WhyNot.NOTHING_TO_ASK]
    assert people.asked == []


def test_a_provider_is_asked_for_the_day_of_the_enrichment() -> None:
    firms = Listed("firms", AskBy.DOMAIN, industry="A")
    assert ask({"website": "acme.com"}, firms) == [None]
    assert firms.asked == [("acme.com", TODAY)]


@pytest.mark.parametrize(
    ("given", "options", "why_not"),
    [
        ({"industry": "A"}, {}, WhyNot.NOT_NEEDED),
        ({"industry": "A"}, {"overwrite": Overwrite.WHEN_NEWER}, None),
        ({"industry": "A"}, {"overwrite": Overwrite.ALWAYS}, None),
        ({"industry": "A"}, {"overwrite_fields": (("city", Overwrite.ALWAYS),)}, WhyNot.NOT_NEEDED),
        ({"industry": "A"}, {"overwrite_fields": (("industry", Overwrite.WHEN_NEWER),)}, None),
        ({"industry": by("firms", "A")}, {}, None),
        ({}, {"fields": ("city",)}, WhyNot.NOT_NEEDED),
        ({}, {"fields": ("industry",)}, None),
    ],
)
def test_a_provider_is_asked_where_it_could_fill_refresh_or_overwrite_a_field(
    given: dict, options: dict, why_not: WhyNot | None
) -> None:
    firms = Listed("firms", AskBy.DOMAIN, "industry")
    firms.values = {"industry": "B"}
    assert ask({"website": "acme.com", **given}, firms, **options) == [why_not]


def test_what_can_be_derived_is_not_asked_for() -> None:
    firms = Listed("firms", AskBy.DOMAIN, "time_zone")
    firms.values = {"time_zone": "Europe/Paris"}
    lead = {"website": "acme.com", "country": "FR"}
    assert ask(lead, firms) == [WhyNot.NOT_NEEDED]
    assert ask(lead, firms, derive=()) == [None]


def test_the_first_provider_to_know_a_field_leaves_it_open_for_none() -> None:
    one = Listed("one", AskBy.DOMAIN, industry="A")
    two = Listed("two", AskBy.DOMAIN, industry="B", city="Ulm")
    three = Listed("three", AskBy.DOMAIN, "city", "industry")
    assert ask({"website": "acme.com"}, one, two, three) == [None, None, WhyNot.NOT_NEEDED]


def test_a_domain_that_a_person_stated_is_asked_by_before_that_of_a_provider() -> None:
    one = Listed("one", AskBy.EMAIL, domain="globex.com")
    two = Listed("two", AskBy.DOMAIN, industry="A")
    lead = {"email": "jo@gmail.com", "website": "acme.com"}
    ask(lead, one, two, derive=(), overwrite=Overwrite.ALWAYS)
    assert two.asked == [("globex.com", TODAY)]
    two.asked.clear()
    ask({**lead, "domain": "initech.com"}, one, two, overwrite=Overwrite.ALWAYS)
    assert two.asked == [("initech.com", TODAY)]


@pytest.mark.parametrize(
    ("values", "domain"),
    [
        ({"domain": "acme.com", "website": "globex.com", "email": "a@initech.com"}, "acme.com"),
        ({"domain": "gmail.com", "website": "globex.com", "email": "a@initech.com"}, "globex.com"),
        ({"website": "www.globex.com/x", "email": "a@initech.com"}, "globex.com"),
        ({"domain": "gmail.com", "website": "gmail.com", "email": "a@initech.com"}, "initech.com"),
        ({"email": "info@initech.com"}, "initech.com"),
        ({"email": "a@gmail.com"}, None),
        ({"domain": "gmail.com"}, None),
        ({}, None),
    ],
)
def test_the_domain_of_a_company_is_its_own_its_websites_or_its_work_addresses(
    values: dict[str, str], domain: str | None
) -> None:
    known = {field: Provided(text, "person", TODAY) for field, text in values.items()}
    assert company_domain(known) == domain


FILLED = {"industry": by("firms", "OLD")}


@pytest.mark.parametrize("rule", [Overwrite.NEVER, Overwrite.ALWAYS])
@pytest.mark.parametrize(
    ("offered", "value", "reason"),
    [
        (by("firms", "NEW", EARLIER + timedelta(1)), "NEW", None),
        (by("firms", "NEW", EARLIER), "OLD", PassedOverReason.LESS_TRUSTED),
        (by("firms", "NEW", EARLIER - timedelta(1)), "OLD", PassedOverReason.OLDER),
        (by("first", "NEW", EARLIER - timedelta(1)), "NEW", None),
        (by("last", "NEW", TODAY), "OLD", PassedOverReason.LESS_TRUSTED),
    ],
    ids=["the same, newer", "the same day", "the same, older", "more trusted", "less trusted"],
)
def test_an_appended_value_gives_way_to_a_newer_one_of_its_provider_or_to_more_trust(
    rule: Overwrite, offered: Provided, value: str, reason: PassedOverReason | None
) -> None:
    name = offered.source.removeprefix("append:")
    rules = policy("first", "firms", "last", overwrite=rule)
    lead = enrich(FILLED, rules, Answer(name, {"industry": offered}))
    assert lead.value("industry") == value
    assert lead.passed_over == ((PassedOver("industry", offered, reason),) if reason else ())


@pytest.mark.parametrize(
    ("offered", "value", "reason"),
    [
        (by("last", "NEW", EARLIER + timedelta(1)), "NEW", None),
        (by("first", "NEW", EARLIER - timedelta(1)), "OLD", PassedOverReason.OLDER),
        (by("first", "NEW", EARLIER), "NEW", None),
        (by("last", "NEW", EARLIER), "OLD", PassedOverReason.LESS_TRUSTED),
    ],
)
def test_where_the_newest_counts_trust_decides_within_a_day(
    offered: Provided, value: str, reason: PassedOverReason | None
) -> None:
    name = offered.source.removeprefix("append:")
    rules = policy("first", "firms", "last", overwrite=Overwrite.WHEN_NEWER)
    lead = enrich(FILLED, rules, Answer(name, {"industry": offered}))
    assert lead.value("industry") == value
    assert lead.passed_over == ((PassedOver("industry", offered, reason),) if reason else ())


def test_a_value_of_a_provider_that_is_no_longer_named_is_trusted_least() -> None:
    former = {"industry": by("former", "OLD", TODAY)}
    lead = enrich(former, policy("firms"), answer("firms", industry="NEW"))
    assert lead.value("industry") == "NEW"


def test_every_value_that_is_not_used_is_reported_with_its_reason() -> None:
    rules = policy("firms", at_most_days_old=200, fields=("industry", "city", "country"))
    newest = by("firms", "B", TODAY + timedelta(1))
    oldest = by("firms", "Ulm", TODAY - timedelta(201))
    given = Answer(
        "firms",
        {
            "industry": newest,
            "country": by("firms", "FR"),
            "city": oldest,
            "domain": by("firms", "acme.com"),
        },
    )
    unnamed = answer("others", industry="C")
    lead = enrich({"country": "DE"}, rules, unnamed, given)
    assert lead.passed_over == (
        PassedOver("industry", newest, PassedOverReason.NOT_YET),
        PassedOver("country", by("firms", "FR"), PassedOverReason.PERSON_SAID),
        PassedOver("city", oldest, PassedOverReason.TOO_OLD),
        PassedOver("domain", by("firms", "acme.com"), PassedOverReason.NOT_ALLOWED),
    )


def test_an_agreeing_value_is_passed_over_and_the_others_of_its_answer_are_reported() -> None:
    given = answer("firms", country="DE", city="Bonn")
    lead = enrich({"country": "DE", "city": "Ulm"}, policy(), given)
    assert [(one.field, one.reason) for one in lead.passed_over] == [
        ("city", PassedOverReason.PERSON_SAID)
    ]


def test_a_derived_value_that_an_appended_one_replaced_is_reported() -> None:
    rules = policy(overwrite=Overwrite.ALWAYS)
    lead = enrich({"country": "FR"}, rules, answer("firms", time_zone="Europe/Rome"))
    replaced = Provided("Europe/Paris", "derived:country", TODAY)
    assert lead.value("time_zone") == "Europe/Rome"
    assert lead.passed_over == (PassedOver("time_zone", replaced, PassedOverReason.OVERRULED),)


def test_a_derived_value_stays_where_a_statement_may_not_be_overwritten() -> None:
    lead = enrich({"country": "FR"}, policy(), answer("firms", time_zone="Europe/Rome"))
    assert lead.values["time_zone"] == Provided("Europe/Paris", "derived:country", TODAY)
    offered = by("firms", "Europe/Rome")
    assert lead.passed_over == (PassedOver("time_zone", offered, PassedOverReason.PERSON_SAID),)


def test_a_replaced_value_of_a_provider_or_one_that_agrees_was_not_overruled() -> None:
    rules = policy(overwrite=Overwrite.ALWAYS)
    newer = answer("firms", TODAY, industry="NEW")
    assert enrich(FILLED, rules, newer).passed_over == ()
    agreeing = enrich({"industry": "NEW"}, rules, newer)
    assert (agreeing.values["industry"].source, agreeing.passed_over) == ("append:firms", ())


def test_the_day_of_a_statement_is_that_of_the_enrichment_unless_it_is_given() -> None:
    assert enrich({"city": "Ulm"}, policy()).values["city"].observed_on == TODAY
    lead = enrich({"city": "Ulm"}, policy(), given_on=EARLIER)
    assert lead.values["city"] == Provided("Ulm", "person", EARLIER)


def test_an_earlier_value_of_a_field_that_providers_may_no_longer_give_is_used_no_more() -> None:
    assert enrich(FILLED, policy(fields=("city",))).values == {}
    assert enrich({"industry": by("firms", "A", TODAY + timedelta(1))}, policy()).values == {}


def test_a_value_derived_before_from_a_field_that_is_gone_is_kept() -> None:
    old = Provided("Europe/Paris", "derived:country", EARLIER)
    assert enrich({"time_zone": old}, policy()).values == {"time_zone": old}
    rules = policy(derive=())
    assert enrich({"time_zone": old, "country": "DE"}, rules).values["time_zone"] == old


def test_a_value_derived_from_what_was_derived_has_its_own_source() -> None:
    lead = enrich({"phone": "+33 1 23 45 67 89"}, policy(), given_on=EARLIER)
    assert lead.values["country"] == Provided("FR", "derived:phone", EARLIER)
    assert lead.value("time_zone") == "Europe/Paris"


def test_what_follows_from_a_persons_statement_through_others_goes_before_a_providers() -> None:
    values = {
        "email": Provided("jo@acme.com", "person", TODAY),
        "domain": by("firms", "globex.com"),
    }
    derive = (Derivation.DOMAIN_FROM_EMAIL, Derivation.WEBSITE_FROM_DOMAIN)
    found = derive_values(values, derive=derive)
    assert found["website"] == Provided("globex.com", "derived:domain", EARLIER)


@pytest.mark.parametrize(
    ("country", "zone"), [("IT", "Europe/Rome"), ("US", None), ("FR", "Europe/Paris")]
)
def test_what_followed_from_a_value_that_a_provider_replaced_follows_from_that(
    country: str, zone: str | None
) -> None:
    values = {
        "phone": Provided("+33 1 23 45 67 89", "person", TODAY),
        "email": Provided("jo@acme.com", "person", TODAY),
        "country": by("firms", country),
    }
    derive = (
        Derivation.COUNTRY_FROM_PHONE,
        Derivation.TIME_ZONE_FROM_COUNTRY,
        Derivation.DOMAIN_FROM_EMAIL,
    )
    found = derive_values(values, derive=derive)
    expected = {**values, "domain": Provided("acme.com", "derived:email", TODAY)}
    if zone:
        expected["time_zone"] = Provided(zone, "derived:country", EARLIER)
    assert found == expected


@pytest.mark.parametrize(
    ("given", "zone"),
    [
        ({"phone": "+1 212 555 0100"}, "America/New_York"),
        ({"phone": "+1 212 555 0100", "country": "US"}, "America/New_York"),
        ({"phone": "+1 212 555 0100", "country": "AU"}, None),
        ({"phone": "(212) 555 0100"}, None),
        ({"phone": "(212) 555 0100", "country": "US"}, "America/New_York"),
    ],
)
def test_the_zone_of_a_number_is_trusted_within_the_leads_country(
    given: dict[str, str], zone: str | None
) -> None:
    rules = policy(derive=(Derivation.TIME_ZONE_FROM_PHONE,))
    assert enrich(given, rules).value("time_zone") == zone


@pytest.mark.parametrize(("title", "known"), [("asdf", False), ("CFO", True)])
def test_a_title_that_says_nothing_gives_neither_seniority_nor_function(
    title: str, known: bool
) -> None:
    lead = enrich({"title": title}, policy())
    assert ("seniority" in lead.values, "job_function" in lead.values) == (known, known)


def test_texts_that_are_empty_are_no_answer() -> None:
    found = answer_with("firms", {"city": "Ulm", "industry": ""}, EARLIER)
    assert found == answer("firms", city="Ulm")
    nothing = answer_with("firms", {"city": ""}, EARLIER)
    assert (nothing.why_not, dict(nothing.values)) == (WhyNot.NOT_FOUND, {})


def test_a_value_knows_what_it_is_from() -> None:
    values = [Provided("x", source, TODAY) for source in ("person", "derived:email", "append:x")]
    assert [value.is_appended for value in values] == [False, False, True]
    assert [value.derived_from for value in values] == [None, "email", None]
    lead = EnrichedLead({"a": values[0]})
    assert (lead.value("a"), lead.value("b"), lead.passed_over, lead.unanswered) == (
        *("x", None, (), ()),
    )
