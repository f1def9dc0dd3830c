"""The merged view: which values survive and why, and that consent is never loosened."""

from datetime import UTC, datetime, timedelta
from itertools import permutations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpact.identity.merging.clusters import PersonCluster
from leadpact.identity.merging.records import (
    ContactChannel,
    ContactWord,
    KeptWord,
    KnownValue,
    MemberRecord,
    is_opted_out,
)
from leadpact.identity.merging.view import MergedLead, choose, merged_view
from leadpact.pact.sections.identity.survivorship import (
    FieldSurvival,
    Strategy,
    SurvivorshipPolicy,
)
from vacuous import at_least

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
EMAIL, PHONE = ContactChannel.EMAIL, ContactChannel.PHONE
LAW = settings(max_examples=150, deadline=None, database=None)


def day(n: int) -> datetime:
    return T0 + timedelta(days=n)


def known(value: object, n: int = 0, source: str = "", *, verified: bool = False) -> KnownValue:
    return KnownValue(value, day(n), source, verified)


def member(lead_id: str, n: int = 0, **values: KnownValue) -> MemberRecord:
    return MemberRecord(lead_id, day(n), values)


def view(*members: MemberRecord, policy: SurvivorshipPolicy | None = None) -> MergedLead:
    records = {member.lead_id: member for member in members}
    ids = tuple(sorted(records))
    person = PersonCluster(ids[0], ids)
    return merged_view(person, policy or SurvivorshipPolicy(), records=records)


def permission(lead: MergedLead, channel: ContactChannel, *, purpose: str = "") -> str:
    """Tell whether the person may be contacted on the channel for the purpose."""
    if is_opted_out(lead.opt_outs, channel, purpose):
        return "OPTED_OUT"
    agreed = any((word.channel, word.purpose) == (channel, purpose) for word in lead.consents)
    return "CONSENTED" if agreed else "NOT_SAID"


def reported(lead: MergedLead, name: str) -> tuple[object, str, str]:
    survived = lead.values[name]
    return survived.value, survived.lead_id, survived.reason.value


def by(*strategies: Strategy, sources: tuple[str, ...] = ()) -> SurvivorshipPolicy:
    return SurvivorshipPolicy((FieldSurvival(("city",), strategies),), source_order=sources)


CITIES = (
    member("a", city=known("Ulm", 1, "form"), country=known("DE"), region=known("BW")),
    member("b", city=known("Ulm an der Donau", 3, "bought", verified=True)),
    member("c", city=known("Bonn", 2, "crm"), country=known("DE")),
    member("d", city=known("Bonn", 4, "form")),
)


@pytest.mark.parametrize(
    ("policy", "value", "lead_id"),
    [
        (by(Strategy.MOST_RECENT), "Bonn", "d"),
        (by(Strategy.OLDEST), "Ulm", "a"),
        (by(Strategy.VERIFIED_FIRST), "Ulm an der Donau", "b"),
        (by(Strategy.SOURCE_ORDER, sources=("crm", "form")), "Bonn", "c"),
        (by(Strategy.MOST_FREQUENT), "Bonn", "c"),
        (by(Strategy.MOST_COMPLETE), "Ulm", "a"),
        (by(Strategy.LONGEST), "Ulm an der Donau", "b"),
    ],
)
def test_a_strategy_chooses_the_value_and_is_its_reason(
    policy: SurvivorshipPolicy, value: str, lead_id: str
) -> None:
    assert reported(view(*CITIES, policy=policy), "city") == (
        value,
        lead_id,
        policy.survival[0].strategies[0].value,
    )


def test_the_next_strategy_decides_what_the_first_leaves_open() -> None:
    policy = by(Strategy.SOURCE_ORDER, Strategy.MOST_RECENT, sources=("form",))
    assert reported(view(*CITIES, policy=policy), "city") == ("Bonn", "d", "MOST_RECENT")


def test_a_value_that_only_one_knows_or_all_share_needs_no_strategy() -> None:
    lead = view(*CITIES)
    assert reported(lead, "region") == ("BW", "a", "ONLY_ONE")
    assert reported(lead, "country") == ("DE", "a", "ALL_AGREE")


@pytest.mark.parametrize("strategy", Strategy)
def test_who_survives_does_not_depend_on_the_order_of_members(strategy: Strategy) -> None:
    survival = FieldSurvival(("city",), (strategy,))
    chosen = {
        outcome[0].member.lead_id
        for members in permutations(CITIES)
        if (outcome := choose(survival, members, policy=SurvivorshipPolicy()))
    }
    assert len(chosen) == 1


def test_what_no_strategy_tells_apart_is_the_smallest_id() -> None:
    lead = view(member("b", city=known("Ulm")), member("a", city=known("Bonn")))
    assert reported(lead, "city") == ("Bonn", "a", "LOWEST_ID")


def test_names_come_from_one_member_and_are_never_mixed() -> None:
    lead = view(
        member("a", first_name=known("Jo", 9)),
        member("b", first_name=known("Jo", 8)),
        member("c", first_name=known("Joanna", 1), last_name=known("Berg", 1)),
    )
    assert reported(lead, "first_name") == ("Joanna", "c", "MOST_COMPLETE")
    assert reported(lead, "last_name") == ("Berg", "c", "MOST_COMPLETE")


def test_a_field_is_left_out_rather_than_taken_from_another_title() -> None:
    lead = view(
        member("a", title=known("CEO", 5)),
        member("b", title=known("Intern", 1), seniority=known("STUDENT", 1)),
    )
    assert lead.values["title"].value == "CEO"
    assert "seniority" not in lead.values


def test_nothing_and_empty_text_are_no_values() -> None:
    lead = view(member("a", city=known("", 9), region=known(None, 9)), member("b", city=known("X")))
    assert reported(lead, "city") == ("X", "b", "ONLY_ONE")
    assert "region" not in lead.values


def test_the_owner_is_the_first_one_unless_the_pact_says_otherwise() -> None:
    members = (
        member("a", owner_rep_id=known("rep-2", 7)),
        member("b", owner_rep_id=known("rep-1", 2)),
    )
    assert view(*members).values["owner_rep_id"].value == "rep-1"
    latest = SurvivorshipPolicy((FieldSurvival(("owner_rep_id",), (Strategy.MOST_RECENT,)),))
    assert view(*members, policy=latest).values["owner_rep_id"].value == "rep-2"


def test_the_person_is_as_old_as_its_first_lead_and_did_what_all_did() -> None:
    lead = view(
        MemberRecord("a", day(5), activity_ids=("w2", "w1")),
        MemberRecord("b", day(1), activity_ids=("w2", "w3")),
    )
    assert (lead.created_at, lead.activity_ids) == (day(1), ("w1", "w2", "w3"))


def test_a_member_without_a_record_is_refused_for_its_opt_outs_would_be_lost() -> None:
    with pytest.raises(ValueError, match="person a: no record of b"):
        merged_view(PersonCluster("a", ("a", "b")), SurvivorshipPolicy(), records={"a": CITIES[0]})


@pytest.mark.parametrize(
    ("groups", "fault"),
    [
        ((("city",), ("city", "region")), "more than one rule of survival: city"),
        (((),), "names no field"),
    ],
)
def test_a_policy_that_leaves_open_where_a_value_comes_from_is_refused(
    groups: tuple[tuple[str, ...], ...], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        SurvivorshipPolicy(tuple(FieldSurvival(group, ()) for group in groups))


def by_person(
    lead_id: str,
    *words: ContactWord,
    email: str | None = None,
    n: int = 0,
    phone: str | None = None,
) -> MemberRecord:
    values = {"email": known(email, n), "phone": known(phone, n)}
    return MemberRecord(lead_id, T0, values, words=words)


def yes(n: int, address: str | None = None, purpose: str = "") -> ContactWord:
    return ContactWord(True, day(n), EMAIL, address, purpose)


def no(
    n: int, channel: ContactChannel | None = EMAIL, address: str | None = None, purpose: str = ""
) -> ContactWord:
    return ContactWord(False, day(n), channel, address, purpose)


@pytest.mark.parametrize(
    ("members", "reported"),
    [
        ((by_person("a", yes(1), email="x"), by_person("b", email="x")), "CONSENTED"),
        ((by_person("a", yes(9), email="x"), by_person("b", no(1), email="y")), "OPTED_OUT"),
        ((by_person("a", yes(9), email="x"), by_person("b", no(1, None))), "OPTED_OUT"),
        ((by_person("a", yes(9), email="x"), by_person("b", no(1, PHONE))), "CONSENTED"),
        ((by_person("a", yes(1), email="x"), by_person("b", email="y", n=5)), "NOT_SAID"),
        ((by_person("a", yes(1, "x"), email="z"), by_person("b", email="x", n=5)), "CONSENTED"),
        ((by_person("a", no(1), yes(2), email="x"),), "CONSENTED"),
        ((by_person("a", no(1, address="x"), yes(2, "y"), email="y"),), "OPTED_OUT"),
        ((by_person("a", no(2), yes(2), email="x"),), "OPTED_OUT"),
        ((by_person("a", yes(1)),), "NOT_SAID"),
        ((by_person("a", yes(1, purpose="news"), email="x"),), "NOT_SAID"),
        ((by_person("a", yes(2), no(1, purpose="news"), email="x"),), "OPTED_OUT"),
    ],
    ids=[
        "given for the mailbox that survives",
        "an opt-out of another member wins, though older and of another mailbox",
        "an opt-out of every channel covers this one",
        "an opt-out of another channel does not",
        "given for a mailbox that is gone",
        "given by name for the mailbox that survives",
        "taken back by the same member",
        "a consent for one address takes back no opt-out of another",
        "of two words at one moment the opt-out",
        "given for no mailbox at all",
        "given for one purpose only",
        "opted out of some purpose, asked for none in particular",
    ],
)
def test_the_stricter_word_holds(members: tuple[MemberRecord, ...], reported: str) -> None:
    assert permission(view(*members), EMAIL) == reported


def test_a_purpose_has_its_own_word_and_an_opt_out_of_none_covers_it() -> None:
    lead = view(by_person("a", yes(1, purpose="news"), no(1, purpose="calls"), email="x"))
    assert permission(lead, EMAIL, purpose="news") == "CONSENTED"
    assert permission(lead, EMAIL, purpose="calls") == "OPTED_OUT"
    later = view(by_person("a", yes(1, purpose="news"), email="x"), by_person("b", no(0)))
    assert permission(later, EMAIL, purpose="news") == "OPTED_OUT"


def test_a_kept_word_names_the_member_and_the_moment() -> None:
    lead = view(by_person("a", yes(3), email="x"), by_person("b", no(1, PHONE, "49123")))
    assert lead.consents == (KeptWord("a", EMAIL, None, "", day(3)),)
    assert lead.opt_outs == (KeptWord("b", PHONE, "49123", "", day(1)),)


def test_a_consent_names_its_channel() -> None:
    with pytest.raises(ValueError, match="names the channel"):
        ContactWord(True, T0)


ADDRESSES = st.sampled_from(("x", "y", None))
STATED = {
    "stated_at": st.integers(0, 3).map(day),
    "address": ADDRESSES,
    "purpose": st.sampled_from(("", "news")),
}
WORDS = st.builds(
    ContactWord,
    is_consent=st.booleans(),
    channel=st.sampled_from(ContactChannel),
    **STATED,
)
CONSENTS = st.builds(
    ContactWord, is_consent=st.just(True), channel=st.sampled_from((EMAIL, PHONE)), **STATED
)
KNOWN = st.builds(
    KnownValue,
    st.sampled_from(("x", "y", "", None)),
    st.integers(0, 3).map(day),
    st.sampled_from(("crm", "form")),
    st.booleans(),
)
VALUES = st.dictionaries(
    st.sampled_from(("email", "phone", "first_name", "last_name", "city", "owner_rep_id")), KNOWN
)


def members_with(values, words):
    one = st.builds(
        MemberRecord,
        st.sampled_from("abcd"),
        st.integers(0, 3).map(day),
        values,
        st.lists(st.sampled_from(("w1", "w2", "w3"))).map(tuple),
        words.map(tuple),
    )
    return st.lists(one, min_size=1, max_size=4, unique_by=lambda member: member.lead_id)


MEMBERS = members_with(VALUES, st.lists(WORDS, max_size=4))
REACHABLE = members_with(
    st.fixed_dictionaries({"email": KNOWN, "phone": KNOWN}),
    st.lists(CONSENTS | WORDS, min_size=1, max_size=4),
)
"""Members with addresses and consents, of which some are kept: of `MEMBERS` few have any."""
POLICIES = st.builds(
    SurvivorshipPolicy,
    otherwise=st.lists(st.sampled_from(Strategy), unique=True).map(tuple),
    source_order=st.sampled_from(((), ("form",), ("crm", "form"))),
)
ASKED = list(product(ContactChannel, ("", "news", "calls")))


@LAW
@given(MEMBERS, POLICIES)
def test_the_view_does_not_depend_on_the_order_of_members(
    members: list[MemberRecord], policy: SurvivorshipPolicy
) -> None:
    assert view(*members, policy=policy) == view(*members[::-1], policy=policy)


@LAW
@given(MEMBERS, POLICIES)
def test_merging_never_permits_what_no_member_permitted(
    members: list[MemberRecord], policy: SurvivorshipPolicy
) -> None:
    together = view(*members, policy=policy)
    alone = [view(member, policy=policy) for member in members]
    for channel, purpose in ASKED:
        reported = [permission(lead, channel, purpose=purpose) for lead in alone]
        if "OPTED_OUT" in reported:
            assert permission(together, channel, purpose=purpose) == "OPTED_OUT"
        if permission(together, channel, purpose=purpose) == "CONSENTED":
            assert "OPTED_OUT" not in reported
            assert _somebody_agreed(members, channel, purpose)


def _somebody_agreed(members: list[MemberRecord], channel: ContactChannel, purpose: str) -> bool:
    return any(
        word.is_consent and (word.channel, word.purpose) == (channel, purpose)
        for member in members
        for word in member.words
    )


@LAW
@given(MEMBERS, POLICIES)
def test_a_further_member_takes_no_opt_out_away(
    members: list[MemberRecord], policy: SurvivorshipPolicy
) -> None:
    fewer = view(*members[:1], policy=policy)
    more = view(*members, policy=policy)
    assert set(fewer.opt_outs) <= set(more.opt_outs)
    assert set(more.opt_outs) == {
        word for member in members for word in view(member, policy=policy).opt_outs
    }


@at_least(LAW.max_examples)
@LAW
@given(REACHABLE, POLICIES)
def test_a_kept_consent_is_for_the_address_that_survives(
    members: list[MemberRecord], policy: SurvivorshipPolicy
) -> None:
    lead = view(*members, policy=policy)
    own = {member.lead_id: member.values for member in members}
    addressed = [word for word in lead.consents if word.channel in (EMAIL, PHONE)]
    assume(addressed)
    for word in addressed:
        name = "email" if word.channel is EMAIL else "phone"
        meant = word.address or own[word.lead_id][name].value
        assert meant == lead.values[name].value


@LAW
@given(MEMBERS, POLICIES)
def test_every_value_is_the_one_of_the_member_it_names(
    members: list[MemberRecord], policy: SurvivorshipPolicy
) -> None:
    lead = view(*members, policy=policy)
    own = {member.lead_id: member.values for member in members}
    for name, survived in lead.values.items():
        assert own[survived.lead_id][name].value == survived.value
    knowers = {name for values in own.values() for name, v in values.items() if v.is_known}
    assert knowers - {"first_name", "last_name"} == set(lead.values) - {"first_name", "last_name"}
