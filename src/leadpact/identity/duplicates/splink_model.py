"""A match model as settings of Splink, for any of its engines; needs the extra `er`.

The pairs of a batch as a table with the reasons, field by field: Splink predicts without reasons,
for they would have to be written down for every pair that was compared. The few pairs that are
reported are evaluated again, by Splink's own conditions.
"""

from collections.abc import Iterator, Sequence
from math import log2
from typing import TYPE_CHECKING, Any

from leadpact.identity.duplicates.model import (
    FLOOR,
    AgreementLevel,
    Comparison,
    MatchModel,
    Test,
    to_weight,
)
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy

if TYPE_CHECKING:
    from splink import SettingsCreator


class UnableToUseSplink(ImportError):
    """The extra `er` is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Finding duplicates in a batch needs Splink, which is not installed."
            " Install it: pip install 'leadpact[er]', or make setup in a clone."
        )


def import_splink() -> Any:
    """Return the package `splink`, or raise an error that names the missing extra."""
    try:
        import splink  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise UnableToUseSplink from error
    return splink


def key_column(number: int) -> str:
    """Return the column of a batch that holds the keys of a rule."""
    return f"key_{number}"


def frequency_table(column: str) -> str:
    """Return the table with the frequency of each value of a column."""
    return f"frequencies_of_{column}"


def splink_settings(model: MatchModel, *, keys: Sequence[str] | None = None) -> "SettingsCreator":
    """Return the settings with which Splink weighs as `compare_people` does.

    Parameters
    ----------
    model
        The comparisons, with or without m and u.
    keys
        The columns to block on; those of `key_column` by default.
    """
    splink = import_splink()
    columns = [key_column(n) for n in range(len(model.keys))] if keys is None else keys
    return splink.SettingsCreator(  # type: ignore[no-any-return]
        link_type="dedupe_only",
        unique_id_column_name="record_id",
        comparisons=[_comparison(item, model) for item in model.comparisons],
        blocking_rules_to_generate_predictions=[splink.block_on(name) for name in columns],
        probability_two_random_records_match=model.prior,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
        em_convergence=0.0005,
    )


def _comparison(comparison: Comparison, model: MatchModel) -> Any:
    from splink.comparison_library import CustomComparison  # noqa: PLC0415 - an extra

    levels = [_level(level, model) for level in comparison.levels]
    return CustomComparison(levels, output_column_name=comparison.name)


def _level(level: AgreementLevel, model: MatchModel) -> Any:
    """Return a level of Splink with m, u and its adjustment for frequency."""
    made = _test(level)
    if level.test is Test.MISSING:
        return made.configure(is_null_level=True)
    if level.m is not None and level.u is not None:
        made = made.configure(m_probability=level.m, u_probability=level.u)
    if level.by_frequency and level.column in model.frequencies:
        floor = model.floors.get(level.column, FLOOR)
        made = made.configure(tf_adjustment_column=level.column, tf_minimum_u_value=floor)
    return made


def _test(level: AgreementLevel) -> Any:
    """Return the test of a level as a Splink level, which has each engine's functions."""
    from splink import comparison_level_library as library  # noqa: PLC0415 - an extra

    match level.test:
        case Test.MISSING:
            return library.CustomLevel(_missing(level), "missing")
        case Test.EQUAL:
            return library.ExactMatchLevel(level.column)
        case Test.CROSSED:
            return library.CustomLevel(_crossed(level), "crossed")
        case Test.SIMILAR:
            return library.JaroWinklerLevel(level.column, level.limit)
        case Test.EDITS:
            return library.DamerauLevenshteinLevel(level.column, int(level.limit))
        case Test.OTHERWISE:
            return library.ElseLevel()


def _missing(level: AgreementLevel) -> str:
    names = [name for name in (level.column, level.other) if name]
    unknown = " AND ".join(f"({name}_l IS NULL OR {name}_r IS NULL)" for name in names)
    return " OR ".join((f"({unknown})", *(f"{n}_l = {n}_r" for n in level.explained_by)))


def _crossed(level: AgreementLevel) -> str:
    return f"({level.column}_l = {level.other}_r OR {level.other}_l = {level.column}_r)"


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
