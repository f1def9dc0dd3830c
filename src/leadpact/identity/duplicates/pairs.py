"""The pairs of a batch as a table with the reasons, field by field.

Splink predicts without reasons, for they would have to be written down for every pair that was
compared. The few pairs that are reported are evaluated again, by Splink's own conditions.
"""

from collections.abc import Iterator
from math import log2
from typing import Any

from leadpact.identity.duplicates.compare import to_weight
from leadpact.identity.duplicates.model import FLOOR, AgreementLevel, Comparison, MatchModel
from leadpact.identity.duplicates.splink_settings import frequency_table, splink_settings
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy


def tabulate_pairs(
    connection: Any, predicted: str, model: MatchModel, policy: DuplicatePolicy, clusters: Any
) -> tuple[Any, int]:
    """Return the pairs that are the same, possibly, or in one cluster; and how many were weighed.

    Columns: `one_id` < `other_id`; `weight`, `probability`, `outcome` as `compare_people` gives
    them; `is_same_cluster`; `rule` (the columns of the key that found the pair); and for each
    comparison `level_<name>` (its place, 0 the first) and `weight_<name>`.
    """
    connection.register("people_clusters", clusters)
    table = connection.sql(_query(predicted, model, policy)).to_arrow_table()
    ((n_compared,),) = connection.execute(f"select count(*) from {predicted}").fetchall()
    connection.unregister("people_clusters")
    return table, n_compared


def _query(predicted: str, model: MatchModel, policy: DuplicatePolicy) -> str:
    """Return SQL in three steps.

    The pairs to report, their levels, and the weights of the levels.
    """
    same, possible = _number(to_weight(policy.p_same)), _number(to_weight(policy.p_possible))
    levels = ", ".join(_levels(model))
    weights = ", ".join(
        f"level_{item.name}, {_weight(item, model)} as weight_{item.name}"
        for item in model.comparisons
    )
    sides = ", ".join(f"l.{c} as {c}_l, r.{c} as {c}_r" for c in model.columns())
    return f"""
        with reported as (
            select p.record_id_l as one_id, p.record_id_r as other_id, p.match_weight as weight,
                   p.match_probability as probability, p.match_key,
                   one.cluster_id = other.cluster_id as is_same_cluster
            from {predicted} as p
            join people_clusters as one on one.record_id = p.record_id_l
            join people_clusters as other on other.record_id = p.record_id_r
            where p.match_weight >= {possible} or one.cluster_id = other.cluster_id
        ), sides as (
            select reported.*, {sides} from reported
            join prepared_people as l on l.record_id = one_id
            join prepared_people as r on r.record_id = other_id
        ), judged as (select *, {levels} from sides)
        select one_id, other_id, weight, probability,
               case when weight >= {same} then 'SAME' when weight >= {possible} then 'POSSIBLE'
                    else 'DIFFERENT' end as outcome,
               is_same_cluster, {_rule_names(model)} as rule, {weights}
        from judged order by one_id, other_id
    """


def _number(value: float) -> str:
    return f"cast('{value!r}' as double)"


def _rule_names(model: MatchModel) -> str:
    """Return the rule of Splink's match key as text."""
    cases = (f"when '{n}' then '{' + '.join(key)}'" for n, key in enumerate(model.keys))
    return f"case match_key {' '.join(cases)} end"


def _levels(model: MatchModel) -> Iterator[str]:
    """Yield the place of the first level whose condition holds, as Splink words conditions."""
    settings = splink_settings(model).create_settings_dict("duckdb")
    for own, saved in zip(model.comparisons, settings["comparisons"], strict=True):
        conditions = [level["sql_condition"] for level in saved["comparison_levels"]]
        cases = (f"when {condition} then {n}" for n, condition in enumerate(conditions[:-1]))
        yield f"case {' '.join(cases)} else {len(conditions) - 1} end as level_{own.name}"


def _weight(comparison: Comparison, model: MatchModel) -> str:
    cases = (
        f"when {n} then {_of_level(level, model)}" for n, level in enumerate(comparison.levels)
    )
    return f"case level_{comparison.name} {' '.join(cases)} end"


def _of_level(level: AgreementLevel, model: MatchModel) -> str:
    """Return a level's weight, adjusted for how frequent the value is."""
    if not level.by_frequency or level.column not in model.frequencies:
        return _number(level.weight)
    floor = _number(model.floors.get(level.column, FLOOR))
    name, table = level.column, frequency_table(level.column)
    share = f"(select f.tf_{name} from {table} as f where f.{name} = {name}_l)"
    usual = _number(level.weight + log2(level.u or 1.0))
    return f"{usual} - log2(greatest({share}, {floor}))"
