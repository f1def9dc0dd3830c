"""From decisions about pairs to the leads of each person, and the links that hold them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leadpact.identity.merging.people import Pair, PairDecision, PairRelation, People, pair_of


@dataclass(frozen=True, slots=True)
class MergeLink:
    """Why two leads are one person.

    Attributes
    ----------
    first_id, second_id
        The two leads, the smaller id first.
    decided_by
        `rule:` and a rule's id, or `person:` and a rep's id.
    is_by_person
        Whether a person decided.
    weight
        The evidence, the more the higher; None where it was not computed.
    decided_at
        When.
    """

    first_id: str
    second_id: str
    decided_by: str
    is_by_person: bool
    weight: float | None
    decided_at: datetime

    @property
    def pair(self) -> Pair:
        """The two leads."""
        return self.first_id, self.second_id


@dataclass(frozen=True, slots=True)
class PersonCluster:
    """The leads of one person.

    Attributes
    ----------
    person_id
        The smallest lead id of the members, so that it depends on nothing but them.
    member_ids
        The members, sorted. They stay leads of their own; the merged view is derived.
    links
        The links that hold them together, sorted.
    """

    person_id: str
    member_ids: tuple[str, ...]
    links: tuple[MergeLink, ...] = ()


@dataclass(frozen=True, slots=True)
class RefusedLink:
    """A link that would join two leads which a person called different.

    Attributes
    ----------
    link
        The link that does not hold.
    apart
        Two leads, one of each side, that were called different.
    """

    link: MergeLink
    apart: Pair


@dataclass(frozen=True, slots=True)
class Clusters:
    """Every person, and the links that were refused; both sorted."""

    people: tuple[PersonCluster, ...]
    refused: tuple[RefusedLink, ...] = ()

    def of(self, lead_id: str) -> PersonCluster:
        """Return the person a lead belongs to: a lead without links is a person by itself."""
        for person in self.people:
            if lead_id in person.member_ids:
                return person
        return PersonCluster(lead_id, (lead_id,))


def find_clusters(people: People, lead_ids: Iterable[str] = ()) -> Clusters:
    """Return the persons that the decisions make of the leads.

    Links are taken in this order: those of persons, the latest first; then those of rules, the
    heaviest first. A link that would bring two leads together which a person called different is
    refused. So a "different" holds whatever is found later, and of two links that it makes rivals
    the stronger evidence wins. The result depends on the decisions only, not on their order.

    Parameters
    ----------
    people
        What was decided. Leads that no chain of links joins do not influence each other, so the
        decisions about one such component are enough for its persons.
    lead_ids
        Further leads, of which nothing may have been decided.

    Returns
    -------
    Clusters
        Every lead in exactly one person.
    """
    groups = _LeadGroups(
        pair
        for pair, by_person in people.by_person.items()
        if by_person.relation is PairRelation.DIFFERENT
    )
    links = _links(people)
    refused = []
    for link in sorted(links, key=_strength):
        obstacle = groups.join(link.first_id, link.second_id)
        if obstacle:
            refused.append(RefusedLink(link, obstacle))
    known = {lead_id for pair in (*people.by_person, *people.found) for lead_id in pair}
    members = groups.members_of(known.union(lead_ids))
    return Clusters(
        tuple(_clusters(members, groups, sorted(links, key=lambda link: link.pair))),
        tuple(sorted(refused, key=lambda refusal: refusal.link.pair)),
    )


def find_cluster(people: People, lead_id: str) -> PersonCluster:
    """Return the person one lead belongs to; the twin for all leads is `find_clusters`."""
    return find_clusters(component_of(people, (lead_id,))).of(lead_id)


def component_of(people: People, lead_ids: Iterable[str]) -> People:
    """Return the decisions about the leads and all that links join them with, however far."""
    near: dict[str, list[str]] = {}
    for one, other in (*people.by_person, *people.found):
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    reached, to_do = set[str](), list(lead_ids)
    while to_do:
        lead_id = to_do.pop()
        if lead_id not in reached:
            reached.add(lead_id)
            to_do += near.get(lead_id, ())
    return People(
        {pair: decision for pair, decision in people.by_person.items() if pair[0] in reached},
        {pair: finding for pair, finding in people.found.items() if pair[0] in reached},
    )


def _links(people: People) -> list[MergeLink]:
    """Return the links there are.

    Where a person links a pair, findings of rules on it are hidden.
    """
    by_person = [
        _link(pair, decision, True)
        for pair, decision in people.by_person.items()
        if _is_same(decision)
    ]
    found = [
        _link(pair, finding, False)
        for pair, finding in people.found.items()
        if _is_same(finding) and not (pair in people.by_person and _is_same(people.by_person[pair]))
    ]
    return by_person + found


def _is_same(decision: PairDecision) -> bool:
    return decision.relation is PairRelation.SAME


def _link(pair: Pair, decision: PairDecision, is_by_person: bool) -> MergeLink:
    return MergeLink(*pair, decision.decided_by, is_by_person, decision.weight, decision.decided_at)


def _strength(link: MergeLink) -> tuple[bool, float, float, str, str]:
    """Return the key that orders links: persons' latest first, rules' heaviest first."""
    at = link.decided_at.timestamp()
    weight = link.weight or 0.0
    first, second = (-at, -weight) if link.is_by_person else (-weight, at)
    return not link.is_by_person, first, second, link.first_id, link.second_id


def _clusters(
    members: dict[str, list[str]], groups: "_LeadGroups", links: list[MergeLink]
) -> Iterable[PersonCluster]:
    held: dict[str, list[MergeLink]] = {}
    for link in links:
        if groups.root(link.first_id) == groups.root(link.second_id):
            held.setdefault(groups.root(link.first_id), []).append(link)
    for root in sorted(members, key=lambda root: min(members[root])):
        ids = tuple(sorted(members[root]))
        yield PersonCluster(ids[0], ids, tuple(held.get(root, ())))


class _LeadGroups:
    """Leads in groups that grow, never over a pair that is apart."""

    def __init__(self, apart: Iterable[Pair]) -> None:
        self._parent: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._apart: dict[str, list[str]] = {}
        for one, other in apart:
            self._apart.setdefault(one, []).append(other)
            self._apart.setdefault(other, []).append(one)

    def root(self, lead_id: str) -> str:
        parent = self._parent.setdefault(lead_id, lead_id)
        while parent != lead_id:
            above = self._parent[parent]
            self._parent[lead_id] = above
            lead_id, parent = parent, above
        return lead_id

    def join(self, one: str, other: str) -> Pair | None:
        """Join two groups, or return the pair that keeps them apart."""
        small, large = sorted(
            (self.root(one), self.root(other)),
            key=lambda root: len(self._members.get(root, (root,))),
        )
        if small == large:
            return None
        obstacle = self._obstacle(small, large)
        if obstacle is None:
            grown = self._members.setdefault(large, [large])
            grown += self._members.pop(small, [small])
            self._parent[small] = large
        return obstacle

    def _obstacle(self, small: str, large: str) -> Pair | None:
        for member in sorted(self._members.get(small, [small])):
            for foe in sorted(self._apart.get(member, ())):
                if self.root(foe) == large:
                    return pair_of(member, foe)
        return None

    def members_of(self, lead_ids: Iterable[str]) -> dict[str, list[str]]:
        """Return the leads by the root of their group."""
        members: dict[str, list[str]] = {}
        for lead_id in lead_ids:
            members.setdefault(self.root(lead_id), []).append(lead_id)
        return members
