"""A match model as settings of Splink, for any of its engines; needs the extra `er`."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from leadpact.identity.duplicates.model import FLOOR, AgreementLevel, Comparison, MatchModel, Test

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
    one, other = level.column, level.other
    return f"({one}_l = {other}_r OR {other}_l = {one}_r)"
