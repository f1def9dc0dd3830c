"""Checks of names: zones, attributes, clashes, rule ids."""

from leadpact.pact.checks.base import Check, did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.yaml_lines import Path_
from leadpact.terms.zone import UnknownZone, load_zone_offsets

LANGUAGE_WORDS = frozenset(
    "and or not in is_known contains starts_with count days days_since true false".split()
)
TABLE_WORDS = frozenset("lead_id account_id person_id created_at stage as_of fingerprint".split())


class ZoneIsKnown(Check):
    """The zone of calendar days exists."""

    def run(self, draft: Draft) -> None:
        try:
            load_zone_offsets(draft.document.time_zone)
        except UnknownZone as error:
            fix = "Write an IANA name such as `Europe/Berlin` or `America/New_York`."
            draft.add("zone-unknown", ("time_zone",), str(error), fix)


class AttributesAreWhole(Check):
    """Only categories list values."""

    def run(self, draft: Draft) -> None:
        for name, attribute in draft.document.attributes.items():
            path: Path_ = ("attributes", name)
            if attribute.values is not None and attribute.type != "category":
                fact = f"`{name}` is of type {attribute.type} and lists values."
                fix = "Make it `type: category`, or remove the values."
                draft.add("attribute-values", (*path, "values"), fact, fix)


class CategoriesListValues(Check):
    """A category lists its values, each once."""

    def run(self, draft: Draft) -> None:
        for name, attribute in draft.document.attributes.items():
            if attribute.type != "category":
                continue
            path: Path_ = ("attributes", name)
            values = attribute.values or []
            if not values:
                fact = f"`{name}` is a category and lists no values, so no rule can be checked."
                draft.add("attribute-values", path, fact, "List its values, or make it text.")
            for index, value in enumerate(values):
                if value in values[:index]:
                    fact = f"`{value}` is listed twice among the values of `{name}`."
                    place = (*path, "values", index)
                    draft.add("attribute-values", place, fact, "Remove one of them.")


class NamesAreFree(Check):
    """No attribute or score is called like a word of the language or a column of every table."""

    def run(self, draft: Draft) -> None:
        for section in ("attributes", "scores"):
            for name in getattr(draft.document, section):
                if name in LANGUAGE_WORDS | TABLE_WORDS:
                    owner = "conditions" if name in LANGUAGE_WORDS else "the tables"
                    fact = f"`{name}` already means something in {owner}."
                    fix = "Choose another name."
                    draft.add("name-reserved", (section, name), fact, fix, on_key=True)


class NamesAreDistinct(Check):
    """A name in a condition means one thing: an attribute or a score."""

    def run(self, draft: Draft) -> None:
        for name in draft.document.scores:
            if name in draft.attributes:
                fact = f"`{name}` is both a score and an attribute, so a condition is ambiguous."
                fix = "Rename the score."
                draft.add("name-clash", ("scores", name), fact, fix, on_key=True)


class RuleIdsAreUnique(Check):
    """A rule's id names one rule in the whole pact, as ledgers and reports show it alone."""

    def run(self, draft: Draft) -> None:
        seen: dict[str, str] = {}
        for name, score in draft.lead_scores.items():
            for index, rule in enumerate(score.rules):
                if rule.id in seen:
                    fact = f"The rule id `{rule.id}` is already used in `{seen[rule.id]}`."
                    path: Path_ = ("scores", name, "rules", index, "id")
                    draft.add("rule-id-duplicate", path, fact, "Give one of them another id.")
                seen.setdefault(rule.id, name)


def undeclared(name: str, draft: Draft) -> str:
    """Return the advice for an attribute that is not declared."""
    return did_you_mean(name, draft.attributes)
