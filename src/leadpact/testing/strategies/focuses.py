"""What random pacts dwell on, so that together they draw all that a pact can say."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Focus:
    """What a random pact dwells on; numbers are least and most.

    Attributes
    ----------
    activity_rules, condition_rules
        How many rules of each kind all scores have together.
    fades, limits, where
        Whether activity rules have them.
    attributes
        How many attributes conditions ask about.
    behaviour
        Whether conditions ask for `count` and `days_since`.
    groups
        Whether rules are in groups.
    sums, account_scores, gates
        How many of them.
    history
        Whether scores depend on what came before: only the latest activity of a rule counts,
        silence takes points, some activities reset a score, and nights lift it to a floor.
    entries
        Whether gates have paths, some are no leads, and conditions ask for the stage.
    checkpoints
        Whether some things should hold before a deal moves on.
    """

    activity_rules: tuple[int, int] = (0, 3)
    condition_rules: tuple[int, int] = (0, 3)
    fades: bool = True
    limits: bool = False
    where: bool = False
    attributes: tuple[int, int] = (1, 3)
    behaviour: bool = False
    groups: bool = False
    sums: tuple[int, int] = (0, 0)
    account_scores: tuple[int, int] = (0, 0)
    gates: tuple[int, int] = (0, 0)
    history: bool = False
    entries: bool = False
    checkpoints: bool = False


FOCUSES: dict[str, Focus] = {
    "fades": Focus(activity_rules=(1, 4), condition_rules=(0, 0)),
    "limits": Focus(activity_rules=(1, 3), condition_rules=(0, 0), limits=True),
    "where": Focus(activity_rules=(1, 3), condition_rules=(0, 0), limits=True, where=True),
    "attributes": Focus(activity_rules=(0, 1), condition_rules=(1, 4), attributes=(2, 4)),
    "behaviour": Focus(activity_rules=(0, 1), condition_rules=(1, 3), behaviour=True),
    "accounts": Focus(activity_rules=(1, 3), condition_rules=(0, 1), account_scores=(1, 2)),
    "gates": Focus(activity_rules=(1, 3), condition_rules=(0, 2), gates=(1, 2)),
    "groups": Focus(
        activity_rules=(2, 4),
        condition_rules=(1, 3),
        behaviour=True,
        groups=True,
        gates=(1, 2),
    ),
    "sums": Focus(
        activity_rules=(1, 3),
        condition_rules=(1, 2),
        behaviour=True,
        sums=(1, 2),
        account_scores=(0, 1),
        gates=(1, 2),
    ),
    "history": Focus(
        activity_rules=(1, 3),
        condition_rules=(0, 1),
        limits=True,
        where=True,
        gates=(0, 2),
        history=True,
    ),
    "entries": Focus(
        activity_rules=(1, 2), condition_rules=(0, 1), behaviour=True, gates=(1, 2), entries=True
    ),
    "checkpoints": Focus(
        activity_rules=(1, 2),
        condition_rules=(0, 1),
        attributes=(2, 4),
        behaviour=True,
        gates=(0, 2),
        entries=True,
        checkpoints=True,
    ),
    "everything": Focus(
        activity_rules=(1, 3),
        condition_rules=(0, 3),
        limits=True,
        where=True,
        behaviour=True,
        groups=True,
        sums=(0, 1),
        account_scores=(0, 1),
        gates=(1, 2),
        history=True,
        entries=True,
    ),
}
"""Focuses by name: together they draw all that a pact can say."""
