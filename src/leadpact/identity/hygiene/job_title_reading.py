"""From the rules that a title meets to its seniority, job function, buying role and language.

The first three are scales, which are defined here too.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from leadpact.identity.data_files import read_table
from leadpact.identity.hygiene.job_title_rules import Hit


class Seniority(StrEnum):
    """The seniority of a person, the highest first; UNKNOWN where the title does not show it."""

    C_LEVEL = "C_LEVEL"
    OWNER = "OWNER"
    PARTNER = "PARTNER"
    VP = "VP"
    DIRECTOR = "DIRECTOR"
    MANAGER = "MANAGER"
    SENIOR = "SENIOR"
    INDIVIDUAL = "INDIVIDUAL"
    ENTRY = "ENTRY"
    STUDENT = "STUDENT"
    UNKNOWN = "UNKNOWN"


HIGHEST_FIRST = {seniority: place for place, seniority in enumerate(Seniority)}
"""The place of each seniority from the top: the smaller, the higher."""


class JobFunction(StrEnum):
    """The field of work; OTHER is named but none of these, UNKNOWN is not named."""

    SALES = "SALES"
    MARKETING = "MARKETING"
    CUSTOMER_SUCCESS = "CUSTOMER_SUCCESS"
    PRODUCT = "PRODUCT"
    ENGINEERING = "ENGINEERING"
    IT = "IT"
    DATA = "DATA"
    DESIGN = "DESIGN"
    FINANCE = "FINANCE"
    HR = "HR"
    LEGAL = "LEGAL"
    PURCHASING = "PURCHASING"
    OPERATIONS = "OPERATIONS"
    GENERAL_MANAGEMENT = "GENERAL_MANAGEMENT"
    ADMINISTRATION = "ADMINISTRATION"
    CONSULTING = "CONSULTING"
    EDUCATION = "EDUCATION"
    HEALTHCARE = "HEALTHCARE"
    RESEARCH = "RESEARCH"
    MEDIA = "MEDIA"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"


class BuyingRole(StrEnum):
    """The part that a person of this title usually has in a purchase."""

    ECONOMIC_BUYER = "ECONOMIC_BUYER"
    DECISION_MAKER = "DECISION_MAKER"
    TECHNICAL_BUYER = "TECHNICAL_BUYER"
    INFLUENCER = "INFLUENCER"
    USER = "USER"
    GATEKEEPER = "GATEKEEPER"
    NO_ROLE = "NO_ROLE"
    UNKNOWN = "UNKNOWN"


_NAMED = 35
_WORKED = 11
_ORDER = (frozenset({"RANK"}), frozenset({"TRAINEE"}), frozenset({"GRADE", "AIDE"}))


def read_seniority(hits: tuple[Hit, ...]) -> Seniority:
    """Return the seniority: the highest rank, else training, else a grade, else an occupation.

    A rank in the same part of the title as training is what the trainee learns about.
    """
    trainees = {hit.part for hit in hits if hit.rule.kind == "TRAINEE"}
    ranks = [hit for hit in hits if hit.rule.kind == "RANK" and hit.part not in trainees]
    others = [hit for hit in hits if hit.rule.kind != "RANK"]
    for kinds in (*_ORDER, frozenset({"WORK"})):
        found = _highest(ranks + others, kinds)
        if found is not Seniority.UNKNOWN:
            return found
    return Seniority.UNKNOWN


def _highest(hits: Iterable[Hit], kinds: frozenset[str]) -> Seniority:
    found = {Seniority(hit.rule.seniority) for hit in hits if hit.rule.kind in kinds}
    return min(found, key=HIGHEST_FIRST.__getitem__, default=Seniority.UNKNOWN)


def read_job_function(hits: tuple[Hit, ...]) -> JobFunction:
    """Return the function of the highest rank, where it names one, else of the first that does.

    A named area comes before an occupation, and that before what a rank implies.
    """
    groups = [
        (HIGHEST_FIRST[_highest(group, _ORDER[0])], *_named(group)) for group in _groups(hits)
    ]
    highest = min(groups, key=lambda group: group[0], default=None)
    if highest and highest[1] >= _NAMED:
        return highest[2]
    for least in (_NAMED, _WORKED, 1):
        for _, strength, function in groups:
            if strength >= least:
                return function
    return JobFunction.UNKNOWN


def _groups(hits: tuple[Hit, ...]) -> list[list[Hit]]:
    """Return the parts of the title; areas in a list share the role that follows it.

    "Sales & Marketing Director" is one group, "Founder & Designer" are two.
    """
    groups: list[list[Hit]] = []
    for hit in hits:
        last = groups[-1] if groups else []
        waits = last and last[-1].stretch == hit.stretch and not _has_role(last)
        if last and (last[-1].part == hit.part or waits):
            last.append(hit)
        else:
            groups.append([hit])
    return groups


def _has_role(group: list[Hit]) -> bool:
    return any(hit.rule.kind in ("RANK", "WORK", "AIDE", "TRAINEE") for hit in group)


def _named(group: list[Hit]) -> tuple[int, JobFunction]:
    """Return the strength of the group's function, and the function: the first of a list."""
    is_led = any(hit.rule.kind == "RANK" for hit in group)
    named = [
        hit for hit in group if hit.rule.job_function and not (is_led and hit.rule.kind == "AIDE")
    ]
    first = [hit for hit in named if hit.rule.priority >= _NAMED]
    listed = [hit for hit in first if hit.part == first[0].part] or named
    if not listed:
        return 0, JobFunction.UNKNOWN
    best = max(listed, key=lambda hit: hit.rule.priority).rule
    return best.priority, JobFunction(best.job_function)


def read_buying_role(
    hits: tuple[Hit, ...], seniority: Seniority, function: JobFunction
) -> BuyingRole:
    """Return the role a rule names, else the one of `buying_roles.tsv` for the two."""
    for hit in hits:
        if hit.rule.buying_role:
            return BuyingRole(hit.rule.buying_role)
    roles = _roles()
    return roles.get((seniority, function)) or roles[seniority, "*"]


@cache
def _roles() -> dict[tuple[str, str], BuyingRole]:
    return {
        (row["seniority"], row["job_function"]): BuyingRole(row["buying_role"])
        for row in read_table("buying_roles.tsv")
    }


def read_language(hits: tuple[Hit, ...]) -> str | None:
    """Return the language most rules are of; English, which all mix in, only where alone."""
    count = Counter(hit.rule.language for hit in hits if hit.rule.language != "*")
    own = (language for language, _ in count.most_common() if language != "en")
    return next(own, "en" if count else None)
