"""Groups of records that are one person, from compared pairs and their weights.

Connected records are split where the evidence within them disagrees: two groups become one when
the mean weight of all compared pairs between them is high enough. A single strong pair between two
groups whose other pairs contradict it does not join them, as it would if connected records were a
group. The order of the pairs does not matter.
"""

from collections.abc import Iterable
from heapq import heapify, heappop, heappush
from typing import Any

import pyarrow as pa

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


def group_records(linker: Any, connection: Any, predicted: Any, *, least: float) -> Any:
    """Return an Arrow table of `record_id`, `cluster_id` and `n_records`, sorted by record.

    Parameters
    ----------
    linker, connection, predicted
        Splink's linker, its DuckDB, and the pairs that it predicted.
    least
        The match weight from which on two records are the same.
    """
    connected = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_weight=least
    ).physical_name
    edges = _inner_edges(connection, predicted.physical_name, connected)
    split = _split(edges, least)
    connection.register("split_people", split)
    query = f"""
        with named as (
            select c.record_id, coalesce(s.group_id, c.cluster_id) as group_id
            from {connected} as c left join split_people as s using (record_id)
        )
        select record_id, min(record_id) over (partition by group_id) as cluster_id,
               count(*) over (partition by group_id) as n_records
        from named order by record_id
    """
    table = connection.sql(query).to_arrow_table()
    connection.unregister("split_people")
    return table


def _inner_edges(connection: Any, predicted: str, connected: str) -> Any:
    """Return all pairs that were compared within connected sets of three records or more.

    Where two records are connected, their pair joins them: there is nothing to weigh.
    """
    query = f"""
        with large as (
            select record_id, cluster_id from {connected}
            qualify count(*) over (partition by cluster_id) > 2
        )
        select p.record_id_l as one, p.record_id_r as other, p.match_weight as weight
        from {predicted} as p
        join large as l on l.record_id = p.record_id_l
        join large as r on r.record_id = p.record_id_r and r.cluster_id = l.cluster_id
        order by one, other
    """
    return connection.sql(query).to_arrow_table()


def _split(edges: Any, least: float) -> Any:
    """Return each record of the edges with the least id of its group."""
    names = sorted({*edges["one"].to_pylist(), *edges["other"].to_pylist()})
    numbers = {name: number for number, name in enumerate(names)}
    ones, others = (
        [numbers[name] for name in edges[side].to_pylist()] for side in ("one", "other")
    )
    groups = agglomerate(zip(ones, others, edges["weight"].to_pylist(), strict=True), least=least)
    records = [names[record] for group in groups for record in group]
    firsts = [names[group[0]] for group in groups for _ in group]
    return pa.table(
        {"record_id": pa.array(records, pa.string()), "group_id": pa.array(firsts, pa.string())}
    )
