"""Drawn histories of merging: in whatever order, persons are as a slow model makes them."""

from datetime import timedelta
from itertools import combinations, product

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from identity_world import PERSON, T0, batch_stamp, persons, stamp

from leadpact.identity.merging.actions import merge_batch, merge_people, unmerge
from leadpact.identity.merging.clusters import component_of, find_cluster, find_clusters
from leadpact.identity.merging.events import EventStamp, MergeEvent
from leadpact.identity.merging.people import PairRelation, People, apply_event, apply_events
from vacuous import at_least

LEADS = ("a", "b", "c", "d", "e", "f")


LAW = settings(max_examples=100, deadline=None, database=None)

Step = tuple[str, str, str, float, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("found", "said", "parted", "withdrawn")),
        st.sampled_from(LEADS),
        st.sampled_from(LEADS),
        st.integers(-4, 9).map(float),
        st.integers(0, 3),
    ).filter(lambda step: step[1] != step[2]),
    max_size=14,
)


def play(steps: list[Step]) -> tuple[People, list[MergeEvent]]:
    """Play the steps one after another; their times need not follow each other."""
    people, events = People(), []
    for n, (what, one, other, weight, minute) in enumerate(steps):
        actor = PERSON if what in ("said", "parted") else "rule:x"
        mark = stamp(n, actor, at=T0 + timedelta(minutes=minute))
        if what in ("found", "said"):
            merging = merge_people(people, one, other, stamp=mark, weight=weight)
            people, event = merging.people, merging.event
        else:
            parting = unmerge(people, frozenset({one}), frozenset({other}), stamp=mark)
            people, event = parting.people, parting.event
        events += [event] if event else []
    return people, events


def naive_persons(people: People) -> list[tuple[str, ...]]:
    """Make persons the slow way: sets of leads, every pair across looked at before joining."""
    apart = {
        frozenset(pair)
        for pair, decision in people.by_person.items()
        if decision.relation is PairRelation.DIFFERENT
    }
    by_person = {
        pair: decision
        for pair, decision in people.by_person.items()
        if decision.relation is PairRelation.SAME
    }
    found = {
        pair: decision
        for pair, decision in people.found.items()
        if decision.relation is PairRelation.SAME and pair not in by_person
    }
    order = sorted(
        by_person,
        key=lambda p: (-by_person[p].decided_at.timestamp(), -(by_person[p].weight or 0), p),
    )
    order += sorted(
        found, key=lambda p: (-(found[p].weight or 0), found[p].decided_at.timestamp(), p)
    )
    groups = [{lead} for lead in LEADS]
    for one, other in order:
        first = next(group for group in groups if one in group)
        second = next(group for group in groups if other in group)
        across = (frozenset(pair) for pair in product(first, second))
        if first is not second and not any(pair in apart for pair in across):
            groups = [group for group in groups if group not in (first, second)] + [first | second]
    return sorted(tuple(sorted(group)) for group in groups)


@LAW
@given(STEPS)
def test_persons_are_those_of_the_slow_way(steps: list[Step]) -> None:
    people, _ = play(steps)
    assert persons(people, LEADS) == naive_persons(people)


@LAW
@given(STEPS, st.data())
def test_events_may_arrive_in_any_order_and_more_than_once(
    steps: list[Step], data: st.DataObject
) -> None:
    people, events = play(steps)
    shuffled = data.draw(st.permutations(events + events[:3]))
    assert apply_events(People(), shuffled) == people
    one_by_one = People()
    for event in shuffled:
        one_by_one = apply_event(one_by_one, event)
    assert one_by_one == people


@at_least(LAW.max_examples)
@LAW
@given(STEPS)
def test_nobody_whom_a_person_called_different_is_one_person(steps: list[Step]) -> None:
    people, _ = play(steps)
    assume(
        any(decision.relation is PairRelation.DIFFERENT for decision in people.by_person.values())
    )
    for members in persons(people, LEADS):
        for pair in combinations(members, 2):
            decision = people.by_person.get(pair)
            assert decision is None or decision.relation is not PairRelation.DIFFERENT


@at_least(LAW.max_examples)
@LAW
@given(STEPS, st.sampled_from(LEADS), st.sampled_from(LEADS), st.booleans())
def test_merging_then_parting_restores_every_person(
    steps: list[Step], one: str, other: str, is_person: bool
) -> None:
    people, _ = play(steps)
    before = find_clusters(people, LEADS)
    assume(other not in before.of(one).member_ids)
    mark = stamp(100, PERSON if is_person else "rule:new")
    merging = merge_people(people, one, other, stamp=mark, weight=9)
    if merging.event is None:
        assert find_clusters(merging.people, LEADS).people == before.people
        return
    sides = merging.event.payload
    parting = unmerge(
        merging.people,
        frozenset(sides.first_ids),
        frozenset(sides.second_ids),
        stamp=stamp(101, PERSON),
    )
    assert find_clusters(parting.people, LEADS).people == before.people


@LAW
@given(st.lists(st.tuples(st.sampled_from(LEADS), st.sampled_from(LEADS), st.floats(0, 9))), STEPS)
def test_the_order_within_a_batch_changes_nothing_and_a_second_run_says_nothing(
    pairs: list[tuple[str, str, float]], steps: list[Step]
) -> None:
    people, _ = play(steps)
    findings = [pair for pair in pairs if pair[0] != pair[1]]
    run = merge_batch(people, findings, stamp_of=batch_stamp)
    backwards = merge_batch(people, findings[::-1], stamp_of=batch_stamp)
    assert run == backwards
    # Of two findings of one moment the event ids decide, and the batch's may be the lower.
    if all(decision.decided_at < T0 for decision in people.found.values()):
        again = merge_batch(run.people, findings, stamp_of=batch_stamp)
        assert (again.events, again.people) == ((), run.people)


@LAW
@given(STEPS, st.sampled_from(LEADS))
def test_a_component_is_enough_for_its_persons(steps: list[Step], lead_id: str) -> None:
    people, _ = play(steps)
    whole = find_clusters(people, LEADS).of(lead_id)
    assert find_clusters(component_of(people, (lead_id,))).of(lead_id) == whole


class Desk(RuleBasedStateMachine):
    """A desk where rules find, persons decide and things keep arriving, compared with a model.

    The model keeps plain pairs and when they were decided; time only moves forward, as on a desk.
    """

    @initialize()
    def begin(self) -> None:
        self.people = People()
        self.events: list[MergeEvent] = []
        self.apart: set[frozenset[str]] = set()
        self.n = 0

    def _stamp(self, actor: str) -> EventStamp:
        self.n += 1
        return stamp(self.n, actor)

    def _of(self, lead_id: str) -> tuple[str, ...]:
        return find_cluster(self.people, lead_id).member_ids

    @rule(pair=st.sampled_from(list(combinations(LEADS, 2))), weight=st.integers(1, 9))
    def a_rule_finds(self, pair: tuple[str, str], weight: int) -> None:
        merging = merge_people(self.people, *pair, stamp=self._stamp("rule:r"), weight=weight)
        if merging.refused:
            assert merging.event is None
            assert frozenset(merging.refused.apart) in self.apart
        self.people = merging.people
        self.events += [merging.event] if merging.event else []

    @rule(pair=st.sampled_from(list(combinations(LEADS, 2))))
    def a_person_merges(self, pair: tuple[str, str]) -> None:
        sides = product(self._of(pair[0]), self._of(pair[1]))
        merging = merge_people(self.people, *pair, stamp=self._stamp(PERSON))
        assert merging.event is not None
        assert set(pair) <= set(merging.person.member_ids)
        self.apart -= {frozenset(across) for across in sides}
        self.people = merging.people
        self.events.append(merging.event)

    @rule(pair=st.sampled_from(list(combinations(LEADS, 2))))
    def a_person_parts(self, pair: tuple[str, str]) -> None:
        parting = unmerge(
            self.people, frozenset({pair[0]}), frozenset({pair[1]}), stamp=self._stamp(PERSON)
        )
        assert not set(parting.first.member_ids) & set(parting.second.member_ids)
        self.apart.add(frozenset(pair))
        self.people = parting.people
        self.events.append(parting.event)

    @rule()
    def the_batch_runs_again(self) -> None:
        before = persons(self.people, LEADS)
        found = [(*pair, v.weight or 0.0) for pair, v in self.people.found.items()]
        run = merge_batch(self.people, found, stamp_of=batch_stamp)
        assert run.events == ()
        assert persons(run.people, LEADS) == before

    @invariant()
    def every_lead_is_in_one_person(self) -> None:
        members = [lead for person in persons(self.people, LEADS) for lead in person]
        assert sorted(members) == sorted(LEADS)

    @invariant()
    def the_word_of_a_person_holds(self) -> None:
        for person in persons(self.people, LEADS):
            assert not self.apart & {frozenset(pair) for pair in combinations(person, 2)}

    @invariant()
    def links_hold_a_person_together(self) -> None:
        for person in find_clusters(self.people, LEADS).people:
            reached = {person.person_id}
            for _ in person.member_ids:
                reached |= {
                    lead for link in person.links for lead in link.pair if reached & set(link.pair)
                }
            assert reached == set(person.member_ids)

    @invariant()
    def the_events_rebuild_all_of_it(self) -> None:
        assert apply_events(People(), reversed(self.events)) == self.people


TestDesk = Desk.TestCase
TestDesk.settings = settings(LAW, max_examples=30, stateful_step_count=15)
