"""Merging and parting of persons, worked by hand, and the events that keep them."""

from datetime import timedelta

import pytest
from identity_world import PERSON, T0, batch_stamp, persons, stamp

from leadpact.identity.merging.actions import member_for, merge_batch, merge_people, unmerge
from leadpact.identity.merging.clusters import MergeLink, PersonCluster, find_cluster
from leadpact.identity.merging.events import event_of_row, event_row
from leadpact.identity.merging.people import People, apply_events


def merged(*pairs: tuple[str, str, float]) -> People:
    people = People()
    for n, (one, other, weight) in enumerate(pairs):
        people = merge_people(people, one, other, stamp=stamp(n), weight=weight).people
    return people


def test_one_person_seen_five_times_is_one_person_of_five_leads() -> None:
    people = merged(("a", "b", 5), ("d", "e", 5), ("c", "d", 5), ("b", "e", 5))
    person = find_cluster(people, "d")
    assert person.person_id == "a"
    assert person.member_ids == ("a", "b", "c", "d", "e")
    assert [link.pair for link in person.links] == [
        ("a", "b"),
        ("b", "e"),
        ("c", "d"),
        ("d", "e"),
    ]


def test_a_lead_that_nobody_linked_is_a_person_by_itself() -> None:
    assert persons(People(), ("z", "a")) == [("a",), ("z",)]
    assert find_cluster(merged(("a", "b", 1)), "z") == PersonCluster("z", ("z",))


def test_a_link_says_who_decided_when_and_by_what_weight() -> None:
    merging = merge_people(People(), "b", "a", stamp=stamp(1), weight=7.5)
    assert merging.person.links == (
        MergeLink("a", "b", "rule:email", False, 7.5, T0 + timedelta(minutes=1)),
    )
    assert merging.event is not None
    assert (merging.event.kind, merging.event.lead_id) == ("identity.merged", "b")


def test_a_rule_that_finds_the_same_again_has_no_event() -> None:
    people = merged(("a", "b", 5))
    again = merge_people(people, "b", "a", stamp=stamp(9), weight=5)
    assert (again.event, again.people) == (None, people)
    assert merge_people(people, "a", "b", stamp=stamp(9), weight=6).event is not None


def test_a_lead_is_not_merged_with_itself() -> None:
    with pytest.raises(ValueError, match="lead a with itself is no pair"):
        merge_people(People(), "a", "a", stamp=stamp(1))


def test_an_actor_is_a_rule_or_a_person() -> None:
    with pytest.raises(ValueError, match="begins with neither"):
        merge_people(People(), "a", "b", stamp=stamp(1, "somebody"))


def test_parting_restores_both_with_all_that_came_since() -> None:
    people = merged(("a", "a2", 9), ("b", "b2", 9))
    merging = merge_people(people, "a", "b", stamp=stamp(10, PERSON))
    assert merging.event is not None
    sides = merging.event.payload
    since = merge_people(merging.people, "b2", "new", stamp=stamp(11), weight=4).people
    parted = unmerge(
        since, frozenset(sides.first_ids), frozenset(sides.second_ids), stamp=stamp(12, PERSON)
    )
    assert parted.first.member_ids == ("a", "a2")
    assert parted.second.member_ids == ("b", "b2", "new")
    assert parted.event.kind == "identity.unmerged"


def test_who_came_since_and_fits_both_goes_to_the_stronger_evidence() -> None:
    people = merged(("a", "b", 9), ("a", "new", 3), ("b", "new", 6))
    parted = unmerge(people, frozenset("a"), frozenset("b"), stamp=stamp(9, PERSON))
    assert parted.first.member_ids == ("a",)
    assert parted.second.member_ids == ("b", "new")


def test_no_later_batch_joins_what_a_person_parted() -> None:
    people = merged(("a", "b", 9))
    parted = unmerge(people, frozenset("a"), frozenset("b"), stamp=stamp(5, PERSON)).people
    run = merge_batch(parted, [("a", "b", 99.0), ("b", "c", 9.0)], stamp_of=batch_stamp)
    assert persons(run.people) == [("a",), ("b", "c")]
    assert [event.payload.first_id for event in run.events] == ["b"]
    assert [refusal.apart for refusal in run.refused] == [("a", "b")]


def test_no_third_record_bridges_what_a_person_parted() -> None:
    people = merged(("a", "b", 9))
    parted = unmerge(people, frozenset("a"), frozenset("b"), stamp=stamp(5, PERSON)).people
    run = merge_batch(parted, [("a", "c", 5.0), ("b", "c", 7.0)], stamp_of=batch_stamp)
    assert persons(run.people) == [("a",), ("b", "c")]
    (refusal,) = run.refused
    assert (refusal.link.pair, refusal.apart) == (("a", "c"), ("a", "b"))


def test_a_rule_is_reported_why_its_merge_is_refused() -> None:
    parted = unmerge(People(), frozenset("a"), frozenset("b"), stamp=stamp(5, PERSON)).people
    merging = merge_people(parted, "a", "b", stamp=stamp(6), weight=50)
    assert (merging.event, merging.people, merging.person.member_ids) == (None, parted, ("a",))
    assert merging.refused is not None
    assert merging.refused.apart == ("a", "b")


def test_a_person_may_merge_again_what_a_person_parted() -> None:
    people = merged(("a", "a2", 9), ("b", "b2", 9))
    sides = frozenset({"a", "a2"}), frozenset({"b", "b2"})
    parted = unmerge(people, *sides, stamp=stamp(5, PERSON)).people
    again = merge_people(parted, "a2", "b", stamp=stamp(6, PERSON))
    assert again.refused is None
    assert again.person.member_ids == ("a", "a2", "b", "b2")


def test_a_rule_takes_back_only_what_rules_found() -> None:
    by_rule = merged(("a", "b", 9))
    parted = unmerge(by_rule, frozenset("a"), frozenset("b"), stamp=stamp(5))
    assert persons(parted.people) == [("a",), ("b",)]
    found_again = merge_people(parted.people, "a", "b", stamp=stamp(6), weight=9)
    assert found_again.person.member_ids == ("a", "b")
    by_person = merge_people(People(), "a", "b", stamp=stamp(1, PERSON)).people
    still = unmerge(by_person, frozenset("a"), frozenset("b"), stamp=stamp(5))
    assert still.first == still.second


def test_between_words_of_one_moment_the_stricter_counts() -> None:
    same = merge_people(People(), "a", "b", stamp=stamp(9, PERSON, at=T0))
    apart = unmerge(People(), frozenset("a"), frozenset("b"), stamp=stamp(1, PERSON, at=T0))
    assert same.event is not None
    for events in ((same.event, apart.event), (apart.event, same.event)):
        assert persons(apply_events(People(), events)) == [("a",), ("b",)]


@pytest.mark.parametrize(("first", "second"), [("", "a"), ("a", ""), ("ab", "bc")])
def test_sides_that_are_empty_or_overlap_are_refused(first: str, second: str) -> None:
    with pytest.raises(ValueError, match="each side needs leads"):
        unmerge(People(), frozenset(first), frozenset(second), stamp=stamp(1))


@pytest.mark.parametrize(
    ("evidence", "member"),
    [
        ({"a": 3.0, "b": 7.5, "stranger": 99.0}, "b"),
        ({"a": 3.0, "b": 3.0}, "a"),
        ({"b": -2.0}, "b"),
        ({}, "a"),
        ({"stranger": 99.0}, "a"),
    ],
)
def test_what_matched_only_the_merged_view_goes_to_the_most_evidence(
    evidence: dict[str, float], member: str
) -> None:
    assert member_for(PersonCluster("a", ("a", "b")), evidence) == member


def test_an_event_survives_its_row() -> None:
    merging = merge_people(merged(("a", "b", 1)), "b", "c", stamp=stamp(4, PERSON), weight=2.5)
    assert merging.event is not None
    row = event_row(merging.event)
    assert list(row) == [
        *("event_id", "lead_id", "n", "kind", "schema", "occurred_at", "recorded_at"),
        *("command_id", "actor", "fingerprint", "payload"),
    ]
    assert event_of_row(row) == merging.event


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({"kind": "lead.assigned"}, "'lead.assigned' is not a valid"),
        ({"payload": "{}"}, "event ev-0004: the payload is not one of merging"),
        ({"payload": "[1]"}, "event ev-0004: the payload is not one of merging"),
        ({"payload": "x"}, "event ev-0004: the payload is not one of merging"),
    ],
)
def test_a_row_of_something_else_is_no_event_of_merging(change: dict[str, str], fact: str) -> None:
    merging = merge_people(People(), "a", "b", stamp=stamp(4))
    assert merging.event is not None
    with pytest.raises(ValueError, match=fact):
        event_of_row(event_row(merging.event) | change)
