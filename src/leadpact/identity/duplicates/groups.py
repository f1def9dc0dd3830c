"""Clusters of a batch: connected records, then split where the evidence within them disagrees."""

from typing import Any

import pyarrow as pa

from leadpact.identity.duplicates.agglomerate import agglomerate


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
    rows = [(names[record], names[group[0]]) for group in groups for record in group]
    columns = list(zip(*rows, strict=True)) or [(), ()]
    return pa.table(
        {
            name: pa.array(column, pa.string())
            for name, column in zip(("record_id", "group_id"), columns, strict=True)
        }
    )
