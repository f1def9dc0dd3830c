"""Groups of records that are one person, from pairs and their weights; independent of order.

Two groups become one when the mean weight of all compared pairs between them is high enough. A
single strong pair between two groups whose other pairs contradict it does not join them, as it
would if connected records were a group.
"""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush

Edge = tuple[int, int, float]
"""Two records by number, and their match weight."""


class _RecordGroups:
    """Groups of records, and the sum and number of the weights between any two of them."""

    def __init__(self, edges: Iterable[Edge], least: float) -> None:
        self.least = least
        self.members: dict[int, list[int]] = {}
        self.between: dict[int, dict[int, tuple[float, int]]] = {}
        for one, other, weight in edges:
            for record, neighbour in ((one, other), (other, one)):
                self.members.setdefault(record, [record])
                self.between.setdefault(record, {})[neighbour] = (weight, 1)
        self.heap = [
            (-total, one, other)
            for one, others in self.between.items()
            for other, (total, _) in others.items()
            if one < other and total >= least
        ]
        heapify(self.heap)

    def join_all(self) -> None:
        """Join the two groups with the highest mean until none reaches the least."""
        while self.heap:
            negative, one, other = heappop(self.heap)
            current = self.between.get(one, {}).get(other)
            if current is not None and -current[0] / current[1] == negative:
                self._join(one, other)

    def _join(self, one: int, other: int) -> None:
        """Join a group to the one with the smaller number, which keeps it."""
        kept, gone = min(one, other), max(one, other)
        self.members[kept] += self.members.pop(gone)
        between, others = self.between[kept], self.between.pop(gone)
        del between[gone], others[kept]
        for third, (total, n) in others.items():
            before, n_before = between.get(third, (0.0, 0))
            between[third] = (before + total, n_before + n)
            del self.between[third][gone]
        for third, (total, n) in between.items():
            self.between[third][kept] = (total, n)
            if total / n >= self.least:
                heappush(self.heap, (-total / n, min(kept, third), max(kept, third)))


def agglomerate(edges: Iterable[Edge], *, least: float) -> list[list[int]]:
    """Return the groups of the records that edges name, each sorted.

    Parameters
    ----------
    edges
        Each compared pair once, in an order that depends on the records only.
    least
        The least mean weight between two groups that joins them, in bits.

    Examples
    --------
    >>> agglomerate([(1, 2, 9.0), (2, 3, 8.0), (1, 3, -9.0)], least=3.0)
    [[1, 2], [3]]
    """
    groups = _RecordGroups(edges, least)
    groups.join_all()
    return sorted(sorted(members) for members in groups.members.values())
