"""The merged view in detail: fields that survive together, consents and opt-outs in order."""

from datetime import UTC, datetime, timedelta

import pytest

from leadpact.identity.merging.clusters import PersonCluster
from leadpact.identity.merging.records import (
    ContactChannel,
    ContactWord,
    KeptWord,
    KnownValue,
    MemberRecord,
    consents,
    opt_outs,
)
from leadpact.identity.merging.view import MergedLead, merged_view
from leadpact.pact.sections.identity.survivorship import (
    FieldSurvival,
    Strategy,
    SurvivorshipPolicy,
)

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)
EMAIL, PHONE, SOCIAL = ContactChannel.EMAIL, ContactChannel.PHONE, ContactChannel.SOCIAL


def day(n: int) -> datetime:
    return T0 + timedelta(days=n)


def known(value: object, n: int = 0, source: str = "", *, verified: bool = False) -> KnownValue:
    return KnownValue(value, day(n), source, verified)


def member(lead_id: str, **values: KnownValue) -> MemberRecord:
    return MemberRecord(lead_id, T0, values)


def view(policy: SurvivorshipPolicy, *members: MemberRecord) -> MergedLead:
    records = {one.lead_id: one for one in members}
    return merged_view(PersonCluster("a", tuple(sorted(records))), policy, records=records)


def survivor(members: tuple[MemberRecord, ...], strategy: Strategy, *sources: str) -> str:
    """Return whose `x` and `y`, chosen together, survive, and check that the strategy decided."""
    together = FieldSurvival(("x", "y"), (strategy,))
    lead = view(SurvivorshipPolicy((together,), source_order=sources), *members)
    chosen = [lead.values[name] for name in ("x", "y") if name in lead.values]
    decided = {(value.lead_id, value.reason.value) for value in chosen}
    ((lead_id, reason),) = decided
    assert reason == strategy.value
    return lead_id


TWO_FIELDS = (
    member("a", x=known("ab", 1, "web"), y=known("c", 6, "bought", verified=True)),
    member("b", x=known("abcd", 5, "crm"), y=known("", 9, verified=True)),
    member(
        "c",
        x=known("a", 2, "form", verified=True),
        y=known("efghi", 2, "form", verified=True),
    ),
)


@pytest.mark.parametrize(
    ("strategy", "lead_id"),
    [
        (Strategy.MOST_RECENT, "a"),
        (Strategy.OLDEST, "a"),
        (Strategy.VERIFIED_FIRST, "c"),
        (Strategy.LONGEST, "c"),
    ],
)
def test_fields_that_survive_together_are_ranked_by_all_of_their_values(
    strategy: Strategy, lead_id: str
) -> None:
    assert survivor(TWO_FIELDS, strategy) == lead_id


@pytest.mark.parametrize(
    ("sources", "lead_id"),
    [
        (("crm", "form"), "b"),
        (("form", "bought"), "c"),
        (("bought", "form"), "a"),  # its best source counts
        (("form",), "c"),  # a source that the policy does not name comes last
    ],
)
def test_fields_that_survive_together_are_ranked_by_their_best_source(
    sources: tuple[str, ...], lead_id: str
) -> None:
    assert survivor(TWO_FIELDS, Strategy.SOURCE_ORDER, *sources) == lead_id


def test_fields_that_survive_together_are_complete_by_themselves() -> None:
    members = (
        member("a", x=known(1), city=known("Ulm"), zip=known("89073"), region=known("BW")),
        member("b", x=known(2), y=known(3)),
    )
    assert survivor(members, Strategy.MOST_COMPLETE) == "b"


def test_one_field_comes_from_the_member_of_whom_most_is_known() -> None:
    policy = SurvivorshipPolicy((FieldSurvival(("x",), (Strategy.MOST_COMPLETE,)),))
    lead = view(
        policy,
        member("a", x=known(1), p=known(""), q=known(None), r=known("")),
        member("b", x=known(2), p=known(0), q=known(False)),
    )
    assert (lead.values["x"].lead_id, lead.values["x"].reason.value) == ("b", "MOST_COMPLETE")


def test_of_fields_together_the_same_values_of_most_members_survive() -> None:
    members = (
        member("a", x=known(1), y=known(2)),
        member("b", x=known(1), y=known(3)),
        member("c", x=known(1), y=known(3)),
    )
    assert survivor(members, Strategy.MOST_FREQUENT) == "b"


def test_an_equal_part_of_two_is_no_agreement() -> None:
    policy = SurvivorshipPolicy((FieldSurvival(("x", "y"), ()),))
    lead = view(policy, member("a", x=known(1)), member("b", x=known(1), y=known(2)))
    assert {name: value.reason.value for name, value in lead.values.items()} == {"x": "LOWEST_ID"}


def test_the_same_values_in_other_fields_are_no_agreement() -> None:
    policy = SurvivorshipPolicy((FieldSurvival(("x", "y"), ()),))
    lead = view(policy, member("a", x=known(1), y=known(2)), member("b", x=known(2), y=known(1)))
    assert {value.reason.value for value in lead.values.values()} == {"LOWEST_ID"}


def test_a_field_without_a_rule_survives_by_the_strategies_for_all_others() -> None:
    named = FieldSurvival(("x",), (Strategy.OLDEST,))
    members = (
        member("a", x=known("old", 1), y=known("old", 1)),
        member("b", x=known("new", 2), y=known("new", 2)),
    )
    for otherwise, value in ((Strategy.MOST_RECENT, "new"), (Strategy.OLDEST, "old")):
        lead = view(SurvivorshipPolicy((named,), (otherwise,)), *members)
        assert (lead.values["x"].value, lead.values["y"].value) == ("old", value)
        assert lead.values["y"].reason.value == otherwise.value


def test_records_of_others_are_passed_over_and_every_missing_one_is_named() -> None:
    records = {name: member(name, x=known(name)) for name in ("a", "z")}
    lead = merged_view(PersonCluster("a", ("a",)), SurvivorshipPolicy(), records=records)
    assert (lead.member_ids, lead.values["x"].reason.value) == (("a",), "ONLY_ONE")
    with pytest.raises(ValueError, match=r"person a: no record of b, c$"):
        merged_view(PersonCluster("a", ("a", "b", "c")), SurvivorshipPolicy(), records=records)


def test_what_is_not_stated_of_a_value_is_unverified_and_of_no_source() -> None:
    value = KnownValue("x", T0)
    assert (value.is_verified, value.source, value.is_known) == (False, "", True)
    assert [KnownValue(empty, T0).is_known for empty in ("", None, 0, False)] == [
        *(False, False, True, True)
    ]


def stated(n: int, *, yes: bool = False, **more: object) -> ContactWord:
    return ContactWord(yes, day(n), **more)


def test_opt_outs_are_sorted_by_channel_purpose_address_member_and_moment() -> None:
    words = (
        stated(1, channel=PHONE),
        stated(2, channel=EMAIL, purpose="news", address="y"),
        stated(3, channel=EMAIL, purpose="news", address="x"),
        stated(4, channel=EMAIL, purpose="news"),
        stated(5, channel=EMAIL, address="z"),
        stated(6),
    )
    members = [MemberRecord(name, T0, words=words) for name in ("b", "a")]
    expected = [
        (None, None, "", 6),
        (EMAIL, "z", "", 5),
        (EMAIL, None, "news", 4),
        (EMAIL, "x", "news", 3),
        (EMAIL, "y", "news", 2),
        (PHONE, None, "", 1),
    ]
    assert opt_outs(members) == tuple(
        KeptWord(name, channel, address, purpose, day(n))
        for channel, address, purpose, n in expected
        for name in ("a", "b")
    )


def test_of_an_address_that_is_empty_and_one_that_is_none_the_earlier_word_comes_first() -> None:
    words = (stated(2, channel=EMAIL), stated(1, channel=EMAIL, address=""))
    kept = opt_outs([MemberRecord("a", T0, words=words)])
    assert [word.stated_at for word in kept] == [day(1), day(2)]


def consented(addresses: dict[ContactChannel, object], *words: ContactWord, **values: str) -> int:
    """Count the consents that hold."""
    record = MemberRecord(
        "a", T0, {name: known(value) for name, value in values.items()}, (), words
    )
    return len(consents([record], addresses=addresses))


def test_a_consent_for_a_channel_without_addresses_holds_as_it_is() -> None:
    assert consented({}, stated(1, yes=True, channel=SOCIAL)) == 1


@pytest.mark.parametrize(
    ("word", "values", "survives", "n"),
    [
        (stated(1, yes=True, channel=PHONE), {"phone": "1", "email": "x"}, {PHONE: "1"}, 1),
        (stated(1, yes=True, channel=PHONE), {"phone": "1", "email": "x"}, {EMAIL: "x"}, 0),
        (stated(1, yes=True, channel=PHONE), {"email": "x"}, {PHONE: "x"}, 0),
        (stated(1, yes=True, channel=EMAIL, address="y"), {"email": "x"}, {EMAIL: "y"}, 1),
        (stated(1, yes=True, channel=EMAIL, address="y"), {"email": "x"}, {EMAIL: "x"}, 0),
        (stated(1, yes=True, channel=EMAIL, address=""), {"email": "x"}, {EMAIL: "x"}, 0),
        (stated(1, yes=True, channel=EMAIL, address=""), {"email": ""}, {EMAIL: ""}, 0),
        (stated(1, yes=True, channel=EMAIL), {}, {}, 0),
    ],
    ids=[
        "for no number in particular, of a member whose number survives",
        "for no number in particular, where no number survives",
        "for no number in particular, of a member without one",
        "for an address by name that survives",
        "for an address by name that does not",
        "for an empty address",
        "for an empty address where an empty one survives",
        "for no address where there is none",
    ],
)
def test_a_consent_holds_for_the_address_it_was_given_for(
    word: ContactWord, values: dict[str, str], survives: dict[ContactChannel, object], n: int
) -> None:
    assert consented(survives, word, **values) == n


def test_consents_are_those_of_their_own_member() -> None:
    members = [
        MemberRecord("b", T0, {"email": known("x")}, words=(stated(2, yes=True, channel=EMAIL),)),
        MemberRecord("a", T0, {"email": known("y")}, words=(stated(1, yes=True, channel=EMAIL),)),
    ]
    (kept,) = consents(members, addresses={EMAIL: "x"})
    assert (kept.lead_id, kept.stated_at) == ("b", day(2))
