"""Duplicates within many records: Splink on DuckDB with the model that the online side reads.

Needs the extra `er`. Every record of the batch is compared with every other that shares a key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import duckdb
import pyarrow as pa

from leadpact.identity.duplicates.groups import group_records
from leadpact.identity.duplicates.model import FLOOR, MatchModel, to_weight
from leadpact.identity.duplicates.recipe import shipped_model
from leadpact.identity.duplicates.splink_model import (
    frequency_table,
    import_splink,
    splink_settings,
    tabulate_pairs,
)
from leadpact.identity.duplicates.tables import CrowdedKey, add_keys, prepare_table
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy

LEAST_WEIGHT = -10.0
"""Pairs below this weight are not kept: they count as if they had not been compared."""


@dataclass(frozen=True, slots=True)
class Duplicates:
    """The pairs and clusters found in a batch.

    Attributes
    ----------
    pairs
        An Arrow table, see `tabulate_pairs`: pairs that are the same or possibly, with reasons.
    clusters
        An Arrow table: `record_id`, `cluster_id` (the least record id of the group), `n_records`.
    crowded_keys
        Keys that were not used for comparison because too many records share them.
    n_records, n_compared
        Records read, and pairs whose weight is at least `LEAST_WEIGHT`.
    model
        The model that weighed them: give it to `match_person` to judge in the same way online.
    """

    pairs: Any
    clusters: Any
    crowded_keys: tuple[CrowdedKey, ...]
    n_records: int
    n_compared: int
    model: MatchModel


class UnableToDedupe(ValueError):
    """The records have no column with unique ids, or no field of the model."""


def dedupe_people(
    records: Any,
    *,
    model: MatchModel | None = None,
    policy: DuplicatePolicy = DuplicatePolicy(),  # noqa: B008 - frozen
    id_column: str = "lead_id",
    columns: Mapping[str, str] | None = None,
    memory_limit: str = "4GB",
    threads: int | None = None,
) -> Duplicates:
    """Find the people with several records in a table; the twin of `match_person`.

    The result does not depend on the order of the records.

    Parameters
    ----------
    records
        An Arrow table, or a DuckDB relation, of cleaned leads.
    model
        The weights of evidence; the shipped model by default. `train_model` makes one from the
        records.
    policy
        From which probabilities on records are the same, or possibly; which fields and keys.
    id_column
        The column with the unique id of each record.
    columns
        The table's column of each field that the model calls otherwise.
    memory_limit, threads
        The memory limit of DuckDB, and its worker threads (all cores by default).

    Raises
    ------
    UnableToUseSplink
        If the extra `er` is not installed.
    UnableToDedupe
        If ids are missing or not unique, or the table has no field of the model.
    """
    import_splink()
    table = as_arrow(records)
    used = usable_model(model or shipped_model(), table, policy, columns or {})
    prepared = prepare_batch(table, used, id_column=id_column, columns=columns or {})
    with_keys, crowded = add_keys(prepared, used, at_most=policy.at_most_per_key)
    with open_engine(memory_limit=memory_limit, threads=threads) as connection:
        linker = make_linker(connection, with_keys, used)
        predicted = linker.inference.predict(
            threshold_match_weight=LEAST_WEIGHT, warning_mode="never"
        )
        clusters = group_records(linker, connection, predicted, least=to_weight(policy.p_same))
        pairs, n_compared = tabulate_pairs(
            connection, predicted.physical_name, used, policy, clusters
        )
    return Duplicates(pairs, clusters, crowded, len(table), n_compared, used)


def as_arrow(records: Any) -> Any:
    """Return an Arrow table of a table or of a relation of DuckDB."""
    return records if isinstance(records, pa.Table) else records.to_arrow_table()


def usable_model(
    model: MatchModel, table: Any, policy: DuplicatePolicy, columns: Mapping[str, str]
) -> MatchModel:
    """Return the part of a model for which the table has fields and which the policy uses."""
    there = tuple(name for name in model.fields if columns.get(name, name) in table.column_names)
    asked = tuple(name for name in there if not policy.fields or name in policy.fields)
    if not asked:
        names = ", ".join(model.fields)
        raise UnableToDedupe(f"The table has none of the fields {names}. Name its columns.")
    return model.only(asked, policy.keys)


def prepare_batch(
    table: Any, model: MatchModel, *, id_column: str, columns: Mapping[str, str]
) -> Any:
    """Prepare the records, sorted by id, so that their order is no part of the result."""
    if id_column not in table.column_names:
        raise UnableToDedupe(f"The table has no column {id_column} with an id for each record.")
    prepared = prepare_table(table, model, id_column=id_column, columns=columns)
    ids = prepared.column("record_id")
    if ids.null_count or len(ids.unique()) != len(ids):
        raise UnableToDedupe(f"Values of {id_column} are missing or not unique: remove copies.")
    return prepared.sort_by("record_id")


def open_engine(*, memory_limit: str, threads: int | None) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB in memory that spills beyond a limit, to the system's temporary folder."""
    settings: dict[str, object] = {
        "memory_limit": memory_limit,
        "temp_directory": Path(gettempdir()) / "leadpact-duplicates",
        "enable_progress_bar": False,
    }
    if threads is not None:
        settings["threads"] = threads
    connection = duckdb.connect()
    for name, value in settings.items():
        text = str(value).replace("'", "''")
        connection.execute(f"SET {name} = '{text}'")
    return connection


def make_linker(
    connection: duckdb.DuckDBPyConnection,
    prepared: Any,
    model: MatchModel,
    *,
    keys: Sequence[str] | None = None,
) -> Any:
    """Return Splink's linker of prepared records, with the model's frequencies."""
    splink = import_splink()
    api = splink.DuckDBAPI(connection)
    data = api.register(prepared, table_name="prepared_people")
    linker = splink.Linker(data, splink_settings(model, keys=keys), log_level=None)
    for column in _adjusted(model):
        lookup = api.register(
            _frequencies(prepared, column, model), table_name=frequency_table(column)
        )
        linker.table_management.register_term_frequency_lookup(lookup, column)
    return linker


def _adjusted(model: MatchModel) -> list[str]:
    """Return the columns whose levels are adjusted for frequency."""
    levels = (level for item in model.comparisons for level in item.levels)
    names = [level.column for level in levels if level.by_frequency]
    return [name for name in dict.fromkeys(names) if name in model.frequencies]


def _frequencies(prepared: Any, column: str, model: MatchModel) -> Any:
    """Return the share that each value of a column counts with, those of the floor among them."""
    known, floor = model.frequencies[column], model.floors.get(column, FLOOR)
    values = prepared.column(column).drop_null().unique().to_pylist()
    shares = [known.get(value, floor) for value in values]
    return pa.table(
        {column: pa.array(values, pa.string()), f"tf_{column}": pa.array(shares, pa.float64())}
    )


def with_frequencies(
    model: MatchModel,
    records: Any,
    *,
    id_column: str = "lead_id",
    columns: Mapping[str, str] | None = None,
) -> MatchModel:
    """Return a model in which agreement on values common among these records weighs less.

    Parameters
    ----------
    model
        A trained model.
    records
        Enough records for the share of a value to be meaningful: some thousands.
    """
    prepared = prepare_table(as_arrow(records), model, id_column=id_column, columns=columns or {})
    return count_frequencies(model, prepared)


def count_frequencies(model: MatchModel, prepared: Any) -> MatchModel:
    """Return a model with the frequencies of prepared records, as far as they exceed the floor."""
    frequencies, floors = {}, {}
    for comparison in model.comparisons:
        for level in comparison.levels:
            if level.by_frequency and level.column in prepared.column_names and level.u:
                floor = floors[level.column] = min(FLOOR, level.u / 4)
                frequencies[level.column] = _shares(prepared.column(level.column), floor)
    return replace(model, frequencies=frequencies, floors=floors)


def _shares(values: Any, floor: float) -> dict[str, float]:
    counted = values.drop_null().combine_chunks().value_counts()
    total = len(values) - values.null_count
    pairs = ((item["values"], item["counts"] / total) for item in counted.to_pylist())
    return {value: share for value, share in pairs if share > floor}
