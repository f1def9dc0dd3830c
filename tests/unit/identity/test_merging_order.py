"""Which of two links that cannot both hold wins, and what a batch or a request records."""

from datetime import timedelta

import pytest
from identity_world import PERSON, T0, persons, stamp

from leadpact.events import MergePayload
from leadpact.identity.merging.actions import merge_batch, merge_people, unmerge
from leadpact.identity.merging.clusters import component_of, find_clusters
from leadpact.identity.merging.events import EventStamp
from leadpact.identity.merging.people import PairDecision, PairRelation, People, apply_events

SAME, OPEN, DIFFERENT = PairRelation.SAME, PairRelation.OPEN, PairRelation.DIFFERENT


def word(
    relation: PairRelation = SAME, *, minute: int = 0, weight: float | None = None
) -> PairDecision:
    return PairDecision(T0 + timedelta(minutes=minute), relation, "ev", "rule:x", weight)


APART = {("a", "b"): word(DIFFERENT)}


@pytest.mark.parametrize(
    ("of_a", "of_b", "person"),
    [
        (word(weight=1), word(weight=2), ("b", "c")),
        (word(weight=2), word(weight=1), ("a", "c")),
        (word(weight=2, minute=5), word(weight=2, minute=4), ("b", "c")),
        (word(weight=2, minute=4), word(weight=2, minute=5), ("a", "c")),
        (word(weight=2), word(weight=2), ("a", "c")),
        (word(), word(weight=0.5), ("b", "c")),
        (word(weight=-0.5), word(), ("b", "c")),
        (word(minute=1), word(weight=0.0), ("b", "c")),
    ],
    ids=[
        "the heavier",
        "the heavier, of whatever pair",
        "of equal weight the earlier",
        "of equal weight the earlier, of whatever pair",
        "of one moment that of the smaller ids",
        "no weight is less than some",
        "no weight is more than evidence against",
        "no weight is a weight of nothing",
    ],
)
def test_of_two_findings_that_cannot_both_hold_the_stronger_wins(
    of_a: PairDecision, of_b: PairDecision, person: tuple[str, str]
) -> None:
    people = People(APART, {("b", "c"): of_b, ("a", "c"): of_a})
    clusters = find_clusters(people)
    assert person in [cluster.member_ids for cluster in clusters.people]
    (refused,) = clusters.refused
    assert refused.link.pair == (("b", "c") if person == ("a", "c") else ("a", "c"))
    assert refused.apart == ("a", "b")


@pytest.mark.parametrize(
    ("of_a", "of_b", "person"),
    [
        (word(minute=1), word(minute=2), ("b", "c")),
        (word(minute=2), word(minute=1), ("a", "c")),
        (word(weight=1), word(weight=2), ("b", "c")),
        (word(weight=2, minute=1), word(weight=9), ("a", "c")),
        (word(), word(), ("a", "c")),
    ],
)
def test_of_two_links_of_persons_that_cannot_both_hold_the_latest_wins(
    of_a: PairDecision, of_b: PairDecision, person: tuple[str, str]
) -> None:
    people = People({**APART, ("b", "c"): of_b, ("a", "c"): of_a})
    assert person in [cluster.member_ids for cluster in find_clusters(people).people]


def test_the_word_of_a_person_goes_before_any_finding() -> None:
    people = People({**APART, ("b", "c"): word(minute=9)}, {("a", "c"): word(weight=99)})
    clusters = find_clusters(people)
    assert [cluster.member_ids for cluster in clusters.people] == [("a",), ("b", "c")]
    (link,) = clusters.people[1].links
    assert (link.is_by_person, link.weight) == (True, None)


def test_a_person_hides_the_finding_on_a_pair_only_where_both_say_the_same() -> None:
    found = {("a", "b"): word(weight=3)}
    for relation, n_links in ((SAME, 1), (OPEN, 1), (DIFFERENT, 0)):
        clusters = find_clusters(People({("a", "b"): word(relation)}, found))
        links = [link for cluster in clusters.people for link in cluster.links]
        assert len(links) == n_links
        assert [link.is_by_person for link in links] == [relation is SAME] * n_links
        assert len(clusters.refused) == (relation is DIFFERENT)


def test_what_is_taken_back_is_no_link_and_its_leads_are_still_there() -> None:
    assert persons(People({("a", "b"): word(OPEN)}, {("c", "d"): word(OPEN)})) == [
        *(("a",), ("b",), ("c",), ("d",))
    ]


def test_refused_links_and_the_links_of_a_person_are_sorted_by_their_leads() -> None:
    apart = {("a", "b"): word(DIFFERENT), ("a", "c"): word(DIFFERENT)}
    found = {("b", "c"): word(weight=1), ("a", "c"): word(weight=8), ("a", "b"): word(weight=9)}
    refused = find_clusters(People(apart, found)).refused
    assert [(refusal.link.pair, refusal.apart) for refusal in refused] == [
        (("a", "b"), ("a", "b")),
        (("a", "c"), ("a", "c")),
    ]


def test_the_two_who_are_apart_are_named_the_smaller_first() -> None:
    found = {("a", "c"): word(weight=9), ("b", "c"): word(weight=1)}
    (refused,) = find_clusters(People(APART, found)).refused
    assert (refused.link.pair, refused.apart) == (("b", "c"), ("a", "b"))


def test_a_component_reaches_over_every_chain_and_no_further() -> None:
    chained = [("a", "b"), ("a", "c"), ("b", "d"), ("c", "e"), ("e", "f")]
    near = {pair: word() for pair in chained}
    far = {("x", "y"): word()}
    people = People({**near, ("p", "q"): word()}, {**far, ("d", "g"): word()})
    component = component_of(people, ("f",))
    assert set(component.by_person) == set(chained)
    assert set(component.found) == {("d", "g")}


def test_a_merge_within_a_person_names_only_the_two_leads() -> None:
    people = People({}, {("a", "b"): word(weight=1), ("b", "c"): word(weight=1)})
    again = merge_people(people, "c", "a", stamp=stamp(3, PERSON), weight=4)
    assert again.event is not None
    assert again.event.payload == MergePayload("c", "a", ("c",), ("a",), 4)


def test_a_merge_of_two_persons_names_all_their_leads() -> None:
    people = People({}, {("a", "b"): word(weight=1), ("c", "d"): word(weight=1)})
    merging = merge_people(people, "d", "a", stamp=stamp(3))
    assert merging.event is not None
    assert merging.event.payload == MergePayload("d", "a", ("c", "d"), ("a", "b"), None)


def test_a_person_who_confirms_a_finding_is_recorded() -> None:
    found = merge_people(People(), "a", "b", stamp=stamp(1), weight=5).people
    confirmed = merge_people(found, "a", "b", stamp=stamp(2, PERSON), weight=5)
    assert confirmed.event is not None
    assert [link.is_by_person for link in confirmed.person.links] == [True]


def test_a_refused_merge_names_the_person_of_its_first_lead() -> None:
    people = People(APART, {("a", "x"): word(weight=1), ("b", "y"): word(weight=1)})
    for first, second, members in (("x", "y", ("a", "x")), ("y", "x", ("b", "y"))):
        refused = merge_people(people, first, second, stamp=stamp(5), weight=1)
        assert refused.person.member_ids == members
        assert (refused.event, refused.people) == (None, people)


def test_parting_names_the_smallest_lead_of_each_side_and_has_no_weight() -> None:
    parted = unmerge(People(), frozenset("dc"), frozenset("ab"), stamp=stamp(2, PERSON))
    assert parted.event.payload == MergePayload("c", "a", ("c", "d"), ("a", "b"), None)
    assert (parted.first.member_ids, parted.second.member_ids) == (("c",), ("a",))


def batch_stamp(one: str, other: str) -> EventStamp:
    return EventStamp(f"{one}+{other}", "rule:batch", T0, T0)


def test_a_batch_records_each_new_pair_once_with_its_heaviest_weight() -> None:
    known = People(APART, {("c", "d"): word(weight=4), ("e", "f"): word(weight=4)})
    findings = [("f", "e", 3.0), ("d", "c", 4.0), ("y", "x", 1.0), ("x", "y", 2.0), ("e", "f", 1.0)]
    run = merge_batch(known, [*findings, ("b", "a", 9.0), ("y", "x", -1.0)], stamp_of=batch_stamp)
    assert [(event.event_id, event.payload) for event in run.events] == [
        ("e+f", MergePayload("e", "f", ("e",), ("f",), 3.0)),
        ("x+y", MergePayload("x", "y", ("x",), ("y",), 2.0)),
    ]
    assert [(refusal.link.pair, refusal.link.weight) for refusal in run.refused] == [
        (("a", "b"), 9.0)
    ]
    assert ("a", "b") not in run.people.found
    assert run.people == apply_events(known, run.events)


def test_a_batch_finds_again_what_a_rule_took_back() -> None:
    taken_back = People({}, {("a", "b"): word(OPEN, minute=-1)})
    run = merge_batch(taken_back, [("a", "b", 1.0)], stamp_of=batch_stamp)
    assert [event.event_id for event in run.events] == ["a+b"]


def test_of_several_pairs_that_are_apart_that_of_the_smaller_side_s_first_lead_is_named() -> None:
    apart = {("a", "n"): word(DIFFERENT), ("b", "m"): word(DIFFERENT)}
    sides = {("a", "b"): word(weight=9), ("b", "c"): word(weight=9), ("m", "n"): word(weight=9)}
    for pair in (("a", "m"), ("c", "n")):
        (refused,) = find_clusters(People(apart, {**sides, pair: word(weight=1)})).refused
        assert refused.apart == ("b", "m")
