import doctest
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpact.identity.enrichment import enrich as enrich_module
from leadpact.identity.enrichment.enrich import enrich_lead
from leadpact.identity.enrichment.providers import AskBy, ask_providers
from leadpact.identity.enrichment.values import Answer, PassedOverReason, Provided, WhyNot
from leadpact.pact.sections.identity.enrichment import (
    APPENDED_FIELDS,
    Derivation,
    EnrichmentPolicy,
    Overwrite,
)
from vacuous import at_least

TODAY = date(2026, 5, 4)
LAST_YEAR = date(2025, 5, 4)


def enrich(given, policy=EnrichmentPolicy(), **options):  # noqa: B008 a frozen value
    return enrich_lead(given, policy=policy, as_of=TODAY, **options)


def answer(name="firms", seen_on=LAST_YEAR, **values):
    source = f"append:{name}"
    return Answer(name, {field: Provided(text, source, seen_on) for field, text in values.items()})


def policy(*providers, **options):
    return EnrichmentPolicy(providers=providers or ("firms",), **options)


@pytest.mark.parametrize(
    ("given", "field", "value", "source"),
    [
        ({"email": "jo@mail.acme.co.uk"}, "domain", "acme.co.uk", "derived:email"),
        ({"email": "info@acme.com"}, "domain", "acme.com", "derived:email"),
        ({"website": "https://www.acme.com/x"}, "domain", "acme.com", "derived:website"),
        ({"email": "jo@acme.com"}, "website", "acme.com", "derived:domain"),
        ({"country": "FR"}, "time_zone", "Europe/Paris", "derived:country"),
        ({"country": "DE"}, "time_zone", "Europe/Berlin", "derived:country"),
        ({"phone": "+1 212 555 0100"}, "time_zone", "America/New_York", "derived:phone"),
        ({"phone": "+1 212 555 0100"}, "country", "US", "derived:phone"),
        (
            {"phone": "(212) 555 0100", "country": "US"},
            "time_zone",
            "America/New_York",
            "derived:phone",
        ),
        ({"title": "VP Sales"}, "seniority", "VP", "derived:title"),
        ({"title": "VP Sales"}, "job_function", "SALES", "derived:title"),
    ],
)
def test_a_missing_value_follows_from_another_and_says_from_which(given, field, value, source):
    assert enrich(given, given_on=LAST_YEAR).values[field] == Provided(value, source, LAST_YEAR)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "jo@gmail.com"}, "domain"),
        ({"email": "jo@mailinator.com"}, "domain"),
        ({"email": "info@yahoo.fr"}, "website"),
        ({"email": "jo@acme.con"}, "domain"),
        ({"email": "jo@example.com"}, "domain"),
        ({"email": "not an address"}, "domain"),
        ({"website": "gmail.com"}, "domain"),
        ({"website": "https://linkedin.com/company/acme"}, "domain"),
        ({"country": "US"}, "time_zone"),
        ({"country": "Freedonia"}, "time_zone"),
        ({"phone": "+1 800 356 9377"}, "time_zone"),
        ({"phone": "+1 212 555 0100", "country": "AU"}, "time_zone"),
        ({"title": "asdf"}, "seniority"),
    ],
)
def test_what_does_not_follow_for_certain_is_not_derived(given, field):
    assert field not in enrich(given).values


def test_a_value_that_a_person_gave_is_never_derived_again():
    lead = enrich({"email": "jo@acme.com", "domain": "acme.de", "title": "CEO", "seniority": "VP"})
    assert (lead.value("domain"), lead.value("seniority")) == ("acme.de", "VP")
    assert lead.values["domain"].source == "person"


def test_a_policy_derives_only_what_it_names():
    lead = enrich({"email": "jo@acme.com", "country": "FR"}, EnrichmentPolicy(derive=()))
    assert set(lead.values) == {"email", "country"}


def test_a_derived_value_is_derived_again_when_its_source_has_changed():
    old = Provided("VP", "derived:title", LAST_YEAR)
    lead = enrich({"title": "Assistant", "seniority": old})
    assert lead.values["seniority"] != old
    assert enrich({"seniority": old}).values["seniority"] == old


def test_a_field_that_is_not_known_has_no_value():
    assert enrich({"email": "jo@acme.com"}).value("domain") == "acme.com"
    assert enrich({"email": "jo@acme.com"}).value("country") is None


def test_the_zone_of_a_number_needs_no_country_but_follows_no_other():
    number = "+1 212 555 0100"
    only_phone = policy(derive=(Derivation.TIME_ZONE_FROM_PHONE,))
    assert enrich({"phone": number}, only_phone).value("time_zone") == "America/New_York"
    assert enrich({"phone": number, "country": "GB"}, only_phone).value("time_zone") is None


def test_none_and_white_space_are_not_known():
    assert enrich({"email": None, "phone": "  ", "title": ""}).values == {}


def test_an_appended_value_fills_what_is_missing_with_its_source_and_day():
    lead = enrich({"email": "jo@acme.com"}, policy(), answers=[answer(industry="SOFTWARE")])
    assert lead.values["industry"] == Provided("SOFTWARE", "append:firms", LAST_YEAR)
    assert lead.passed_over == ()


@pytest.mark.parametrize(
    ("rule", "seen_on", "value"),
    [
        (Overwrite.NEVER, TODAY, "SAID"),
        (Overwrite.WHEN_NEWER, LAST_YEAR - timedelta(1), "SAID"),
        (Overwrite.WHEN_NEWER, LAST_YEAR, "SAID"),
        (Overwrite.WHEN_NEWER, TODAY, "APPENDED"),
        (Overwrite.ALWAYS, LAST_YEAR - timedelta(1), "APPENDED"),
    ],
)
@pytest.mark.parametrize("by_field", [True, False])
def test_what_a_person_stated_gives_way_only_where_the_policy_says_so(
    rule, seen_on, value, by_field
):
    stated = {"overwrite_fields": (("industry", rule),)} if by_field else {"overwrite": rule}
    answers = [answer(seen_on=seen_on, industry="APPENDED")]
    lead = enrich({"industry": "SAID"}, policy(**stated), given_on=LAST_YEAR, answers=answers)
    assert lead.value("industry") == value
    (passed,) = lead.passed_over
    stayed = PassedOverReason.PERSON_SAID if value == "SAID" else PassedOverReason.OVERRULED
    assert passed.reason is stayed
    assert {passed.provided.value, value} == {"SAID", "APPENDED"}


def test_an_agreeing_provider_is_not_passed_over():
    lead = enrich({"industry": "SOFTWARE"}, policy(), answers=[answer(industry="SOFTWARE")])
    assert lead.values["industry"].source == "person"
    assert lead.passed_over == ()


def test_of_two_providers_the_more_trusted_wins_in_whatever_order_they_answered():
    answers = [answer("firms", industry="A"), answer("phones", industry="B")]
    for given_order in (answers, answers[::-1]):
        lead = enrich({}, policy("phones", "firms"), answers=given_order)
        assert lead.values["industry"].source == "append:phones"
        (passed,) = lead.passed_over
        assert passed.provided.source == "append:firms"
        assert passed.reason is PassedOverReason.LESS_TRUSTED


def test_an_earlier_appended_value_is_refreshed_by_a_newer_one_and_by_no_older_one():
    kept = Provided("OLD", "append:firms", LAST_YEAR)
    newer, older = answer(seen_on=TODAY, city="NEW"), answer(seen_on=date(2024, 1, 1), city="NEW")
    assert enrich({"city": kept}, policy(), answers=[newer]).value("city") == "NEW"
    lead = enrich({"city": kept}, policy(), answers=[older])
    assert lead.value("city") == "OLD"
    assert lead.passed_over[0].reason is PassedOverReason.OLDER


@pytest.mark.parametrize(
    ("field", "seen_on", "reason"),
    [
        ("phone", LAST_YEAR, PassedOverReason.NOT_ALLOWED),
        ("email", LAST_YEAR, PassedOverReason.NOT_ALLOWED),
        ("city", TODAY + timedelta(1), PassedOverReason.NOT_YET),
        ("city", TODAY - timedelta(401), PassedOverReason.TOO_OLD),
        ("city", TODAY - timedelta(400), None),
        ("city", TODAY, None),
    ],
)
def test_a_provider_gives_only_allowed_fields_of_a_usable_age(field, seen_on, reason):
    rules = policy(at_most_days_old=400, overwrite=Overwrite.ALWAYS)
    lead = enrich({}, rules, answers=[answer(seen_on=seen_on, **{field: "x"})])
    assert (field in lead.values) is (reason is None)
    assert [passed.reason for passed in lead.passed_over] == ([reason] if reason else [])


def test_an_earlier_appended_value_that_has_grown_too_old_is_used_no_more():
    kept = Provided("OLD", "append:firms", LAST_YEAR)
    assert enrich({"city": kept}, policy(at_most_days_old=30)).values == {}
    assert enrich({"city": kept}, policy(at_most_days_old=365)).value("city") == "OLD"


def test_where_the_newest_counts_it_counts_among_providers_too():
    rules = policy("phones", "firms", overwrite=Overwrite.WHEN_NEWER)
    answers = [answer("phones", LAST_YEAR, city="A"), answer("firms", TODAY, city="B")]
    assert enrich({}, rules, answers=answers).value("city") == "B"
    assert enrich({}, policy("phones", "firms"), answers=answers).value("city") == "A"


def test_a_field_that_lost_what_it_followed_from_is_filled_by_a_provider():
    rules = policy(overwrite_fields=(("country", Overwrite.ALWAYS),))
    answers = [answer(country="US", time_zone="America/Denver")]
    lead = enrich({"country": "FR"}, rules, answers=answers)
    assert (lead.value("country"), lead.value("time_zone")) == ("US", "America/Denver")


def test_a_provider_that_the_policy_does_not_name_is_not_used():
    assert enrich({}, policy("phones"), answers=[answer("firms", city="x")]).values == {}


def test_a_value_derived_from_an_overwritten_one_is_derived_again():
    rules = policy(overwrite=Overwrite.ALWAYS)
    lead = enrich({"country": "FR"}, rules, answers=[answer(country="IT")])
    assert lead.value("time_zone") == "Europe/Rome"
    lead = enrich({"country": "FR"}, rules, answers=[answer(country="US")])
    assert "time_zone" not in lead.values


def test_values_follow_from_appended_ones_too():
    lead = enrich({"email": "jo@gmail.com"}, policy(), answers=[answer(country="FR")])
    assert lead.values["time_zone"] == Provided("Europe/Paris", "derived:country", LAST_YEAR)


def test_what_follows_from_the_persons_word_goes_before_what_follows_from_a_providers():
    rules = policy(overwrite=Overwrite.ALWAYS)
    lead = enrich({"email": "jo@acme.com"}, rules, answers=[answer(website="globex.com")])
    assert lead.value("website") == "globex.com"
    assert lead.values["domain"] == Provided("acme.com", "derived:email", TODAY)


def test_who_gave_nothing_is_kept_with_the_reason_and_the_lead_goes_on():
    failed = Answer("firms", why_not=WhyNot.TIMEOUT)
    lead = enrich({"email": "jo@acme.com"}, policy(), answers=[failed])
    assert lead.unanswered == (failed,)
    assert lead.value("domain") == "acme.com"


FIELDS = st.sampled_from([*APPENDED_FIELDS, "email", "phone", "first_name"])
STATED = st.dictionaries(
    FIELDS, st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["FR", "jo@acme.com"]))
)
DAYS = st.dates(date(2024, 1, 1), date(2027, 1, 1))
OFFERED = st.dictionaries(FIELDS, st.text(min_size=1, max_size=5), max_size=5)
ANSWERS = st.lists(
    st.builds(
        lambda name, day, values: answer(name, day, **values),
        st.sampled_from(["firms", "phones"]),
        DAYS,
        OFFERED,
    ),
    max_size=3,
)


@at_least(150)
@settings(max_examples=150, deadline=None)
@given(STATED, ANSWERS)
def test_by_default_nothing_a_person_stated_is_ever_changed(given, answers):
    lead = enrich(given, policy("phones", "firms"), answers=answers)
    stated = {field: value for field, value in given.items() if value and value.strip()}
    assume(stated and answers)
    for field, value in stated.items():
        assert lead.values[field] == Provided(value, "person", TODAY)


@settings(max_examples=300, deadline=None)
@given(STATED, ANSWERS, st.sampled_from(Overwrite))
def test_enriching_an_enriched_lead_again_changes_nothing(given, answers, rule):
    rules = policy("phones", "firms", overwrite=rule)
    once = enrich(given, rules, answers=answers)
    assert enrich(dict(once.values), rules, answers=answers).values == once.values


class Listed:
    """A provider that knows what it is given, and counts who asks."""

    def __init__(self, name, ask_by, known, fields=("industry",)):
        self.name, self.ask_by, self.known = name, ask_by, known
        self.fields = frozenset(fields)
        self.asked = []

    def look_up(self, key, *, as_of):  # noqa: ARG002 it knows one day only
        self.asked.append(key)
        return self.known[key]


def ask(given, providers, **options):
    rules = policy(*(provider.name for provider in providers), **options)
    return ask_providers(given, providers=providers, policy=rules, as_of=TODAY)


def test_a_provider_is_asked_by_the_company_domain_or_the_mailbox():
    firms = Listed("firms", AskBy.DOMAIN, {"acme.com": answer(industry="SOFTWARE")})
    people = Listed("people", AskBy.EMAIL, {"jo@acme.com": answer("people")}, ["job_function"])
    ask({"email": "Jo+x@ACME.com"}, [firms, people])
    assert (firms.asked, people.asked) == (["acme.com"], ["jo@acme.com"])


@pytest.mark.parametrize("email", ["jo@gmail.com", "jo@mailinator.com", "nonsense", None])
def test_nobody_is_asked_by_the_domain_of_a_mail_provider(email):
    firms = Listed("firms", AskBy.DOMAIN, {})
    (stated,) = ask({"email": email}, [firms])
    assert (stated.why_not, firms.asked) == (WhyNot.NOTHING_TO_ASK, [])


def test_nobody_is_asked_for_what_is_known_and_may_not_be_overwritten():
    firms = Listed("firms", AskBy.DOMAIN, {"acme.com": answer(industry="B")})
    lead = {"email": "jo@acme.com", "industry": "A"}
    assert ask(lead, [firms])[0].why_not is WhyNot.NOT_NEEDED
    assert ask(lead, [firms], overwrite=Overwrite.ALWAYS)[0].why_not is None
    kept = Provided("A", "append:firms", LAST_YEAR)
    assert ask({**lead, "industry": kept}, [firms])[0].why_not is None


def test_a_less_trusted_provider_is_asked_only_for_what_the_others_left_open():
    first = Listed("first", AskBy.DOMAIN, {"acme.com": answer("first", industry="A")})
    second = Listed("second", AskBy.DOMAIN, {"acme.com": answer("second", industry="B")})
    old = answer("first", date(2020, 1, 1), industry="A")
    answers = ask({"email": "jo@acme.com"}, [first, second])
    assert [stated.why_not for stated in answers] == [None, WhyNot.NOT_NEEDED]
    first.known["acme.com"] = old
    answers = ask({"email": "jo@acme.com"}, [first, second], at_most_days_old=30)
    assert [stated.why_not for stated in answers] == [None, None]


def test_a_domain_that_one_provider_knows_is_what_the_next_is_asked_by():
    people = Listed("people", AskBy.EMAIL, {"jo@gmail.com": answer(domain="acme.com")}, ["domain"])
    firms = Listed("firms", AskBy.DOMAIN, {"acme.com": answer(industry="A")})
    ask({"email": "jo@gmail.com"}, [people, firms])
    assert firms.asked == ["acme.com"]


def test_a_provider_whose_code_fails_or_that_nobody_set_up_stops_nothing():
    broken = Listed("broken", AskBy.DOMAIN, {})  # knows no key: KeyError
    firms = Listed("firms", AskBy.DOMAIN, {"acme.com": answer(industry="A")})
    rules = policy("absent", "broken", "firms")
    answers = ask_providers(
        {"email": "jo@acme.com"},
        providers=[firms, broken],
        policy=rules,
        as_of=TODAY,
    )
    assert [stated.why_not for stated in answers] == [WhyNot.NOT_CONFIGURED, WhyNot.BROKEN, None]
    assert answers[1].detail == "KeyError"


def test_every_derivation_has_a_way_to_be_derived():
    lead = enrich({"email": "jo@acme.fr", "phone": "+33 1 23 45 67 89", "title": "VP Sales"})
    assert {"domain", "website", "country", "time_zone", "seniority", "job_function"} <= set(
        lead.values
    )
    assert len(Derivation) == 8


def test_the_examples_of_the_documentation_hold():
    assert doctest.testmod(enrich_module).failed == 0
