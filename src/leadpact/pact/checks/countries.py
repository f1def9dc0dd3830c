"""Checks of countries: territories and conditions name them as the leads have them."""

from collections.abc import Iterator

from leadpact.conditions.nodes import Compare, Condition, Constant, In, Name
from leadpact.conditions.walk import walk
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.identity.countries import COUNTRIES, meant_country


def check_countries_are_codes(draft: Draft) -> None:
    """Warn of a country that is no code of ISO 3166.

    With a section `identity` every lead has such a code. Without one, a lead has what the company
    writes, so that conditions may ask for anything; a territory is the place of most slips.
    """
    country = draft.attributes["country"]
    if country.values or (country.table, country.column) != ("leads", "country"):
        return
    routing = draft.document.routing
    for index, item in enumerate(routing.territories if routing else ()):
        for number, name in enumerate(item.countries):
            path: Path_ = ("routing", "territories", index, "countries", number)
            if name not in COUNTRIES:
                draft.add("territory-value-unknown", path, *_words(draft, name))
    if draft.document.identity is None:
        return
    for path, condition in draft.conditions.items():
        for constant in _compared(condition) if path[-1] != "where" else ():
            fact, fix = _words(draft, str(constant.value))
            draft.note("never-true", path, constant.position, fact, fix)


def _compared(condition: Condition) -> Iterator[Constant]:
    """Yield the texts that the country is compared with and that are no code."""
    for node in walk(condition):
        constants: tuple[object, ...] = ()
        match node:
            case Compare(left=Name("country"), right=Constant() as constant):
                constants = (constant,)
            case Compare(left=Constant() as constant, right=Name("country")):
                constants = (constant,)
            case In(operand=Name("country")):
                constants = node.constants
        for item in constants:
            if isinstance(item, Constant) and item.value not in COUNTRIES:
                yield item


def _words(draft: Draft, name: str) -> tuple[str, str]:
    """Return fact and fix about a country that is no code."""
    fact = f"`{name}` is not the code of a country in ISO 3166."
    code = meant_country(name)
    if draft.document.identity is not None:
        fact = f"{fact[:-1]}, and `identity` gives every lead such a code: no lead has this one."
        return fact, f"Did you mean `{code}`?" if code else "Write two letters, such as `US`."
    fact = f"{fact[:-1]}: only a lead that is written exactly so lies here."
    if code:
        return fact, f"Did you mean `{code}`? Otherwise add `identity`, which reads all writings."
    return fact, "Write two letters, such as `US`, unless your leads are written so."
