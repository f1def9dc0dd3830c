"""How numbers, dates, codes and names read on the page.

English words, no locale: the same text on every machine. What codes and names are called comes from
the pact's own labels first.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from leadpact.measure.leads import LeadStatus
from leadpact.pact.ruleset import ActivityRule, ConditionRule, Ruleset, Score, SilenceRule, SumScore
from leadpact.pact.words import group_words, part_words
from leadpact.terms.hygiene import FaultCode
from leadpact.terms.reasons import JudgementReasonCode
from leadpact.terms.stages import Stage

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

SPACE = "\u00a0"
"""A space at which no line breaks: between a number and its unit."""

NOT_KNOWN = "not known"

_STATUSES = {
    LeadStatus.OPEN: "still open",
    LeadStatus.WON: "won",
    LeadStatus.LOST: "lost or rejected",
}

_ATTRIBUTES = {
    "n_employees": "number of employees",
    "revenue_amount": "revenue",
    "is_customer": "being a customer",
    "email": "e-mail address",
    "phone": "phone number",
    "title": "job title",
}

GRADES = {
    "A": "No fault that counts",
    "B": "Minor faults only",
    "C": "One major fault",
    "D": "Several major faults",
    "F": "A fatal fault",
}

FAULTS: dict[str, str] = {
    FaultCode.EMAIL_MISSING: "No e-mail address",
    FaultCode.EMAIL_INVALID: "Not an e-mail address",
    FaultCode.EMAIL_DISPOSABLE: "Throw-away mailbox",
    FaultCode.EMAIL_FREE_MAIL: "Private mailbox",
    FaultCode.EMAIL_ROLE: "Mailbox of a role, not a person",
    FaultCode.EMAIL_TYPO: "Likely slip in the e-mail domain",
    FaultCode.EMAIL_BOGUS: "Placeholder e-mail address",
    FaultCode.EMAIL_SEVERAL: "Several e-mail addresses in one field",
    FaultCode.PHONE_INVALID: "Not a phone number",
    FaultCode.PHONE_SEVERAL: "Several phone numbers in one field",
    FaultCode.PHONE_COUNTRY_DIFFERS: "Phone number of another country",
    FaultCode.PERSON_NAME_BOGUS: "Bogus name",
    FaultCode.PERSON_NAME_IS_COMPANY: "Company in place of a name",
    FaultCode.PERSON_NAME_MISSING: "Part of the name missing",
    FaultCode.COMPANY_BOGUS: "Bogus company",
    FaultCode.COMPANY_MISSING: "No company",
    FaultCode.DOMAIN_INVALID: "Not a domain",
    FaultCode.DOMAIN_SHARED: "Site that many share",
    FaultCode.WEBSITE_IS_EMAIL: "E-mail address in place of a website",
    FaultCode.COUNTRY_UNKNOWN: "Country not recognised",
    FaultCode.STATE_UNKNOWN: "State not recognised",
    FaultCode.INDUSTRY_UNKNOWN: "Industry not recognised",
    FaultCode.TITLE_BOGUS: "Bogus job title",
    FaultCode.TITLE_UNKNOWN: "Job title not recognised",
}

OUTCOMES = {
    "ON_RECORD": "Came with their account",
    "MATCHED": "Matched to an account",
    "AMBIGUOUS": "Several accounts fit, none was taken",
    "FOUNDED": "Founded a new account",
    "NONE": "No account",
}

STEPS = {
    "CREATED_TO_OPENED": "From a lead's creation to its opportunity",
    "OPENED_TO_DECIDED": "From an opportunity to the decision of sales",
    "CREATED_TO_WON": "From a lead's creation to a won deal",
}

NAMELESS = frozenset(
    (
        "unknown",
        "other",
        "others",
        "none",
        "(none)",
        "n/a",
        "na",
        "undefined",
        "not set",
        "(not set)",
    )
)
"""Values that name no source, in small letters: nobody can send more or less of them."""


def format_count(n: int | None) -> str:
    """Write a whole number with thousands separators: `10,466`."""
    return NOT_KNOWN if n is None else f"{n:,}"


def format_percent(share: float | None) -> str:
    """Write a share as percent with one decimal: `24.3 %`."""
    return NOT_KNOWN if share is None else f"{100 * share:,.1f}{SPACE}%"


def format_interval(low: float, high: float) -> str:
    """Write the bounds of a share: `(3.1–3.5)`."""
    return f"({100 * low:.1f}–{100 * high:.1f})"


def format_days(days: float | None) -> str:
    """Write a span: `71 days`; below ten days with a decimal where there is one: `2.9 days`."""
    if days is None:
        return NOT_KNOWN
    text = f"{days:,.0f}" if days >= 10 else f"{days:.1f}".removesuffix(".0")
    return f"{text}{SPACE}{'day' if text == '1' else 'days'}"


def format_amount(amount: float | None, currency: str) -> str:
    """Write an amount of money without cents: `702,097 USD`."""
    if amount is None:
        return NOT_KNOWN
    return f"{amount:,.0f}{SPACE}{currency}".rstrip()


def format_points(points: float) -> str:
    """Write points with their sign, whole where they are large: `+12.5`, `−1,930`."""
    size = f"{abs(points):,.0f}" if abs(points) >= 100 else f"{abs(points):,.1f}"
    return f"{'−' if points < 0 else '+'}{size}"


def format_date(day: date | datetime) -> str:
    """Write a date: `14 October 2022`."""
    return f"{day.day}{SPACE}{MONTHS[day.month - 1]}{SPACE}{day.year}"


def format_month(day: date) -> str:
    """Write a month: `Jan 2021`."""
    return f"{MONTHS[day.month - 1][:3]}{SPACE}{day.year}"


def format_period(starts_on: date, ends_on: date) -> str:
    """Write `[starts_on, ends_on)`: whole months as `Jul–Sep 2022`, else both dates."""
    last = ends_on - timedelta(days=1)
    if starts_on.day == 1 and ends_on.day == 1:
        first_month, last_month = format_month(starts_on), format_month(last)
        if first_month == last_month:
            return first_month
        year = f"{SPACE}{last.year}"
        if starts_on.year == last.year:
            first_month = first_month.removesuffix(year)
        return f"{first_month}–{last_month}"
    return f"{format_date(starts_on)} – {format_date(last)}"


def number_of(n: int, one: str, many: str = "") -> str:
    """Write a count with its noun: `1 lead`, `43,033 leads`."""
    return f"{format_count(n)} {one if n == 1 else many or one + 's'}"


def join_words(words: list[str]) -> str:
    """Write a list: `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def stage_label(ruleset: Ruleset, stage: Stage) -> str:
    """Return what the pact calls a stage, else its plain name."""
    return ruleset.labels.get(stage) or code_label(stage)


def status_label(ruleset: Ruleset, status: str) -> str:
    """Return a lead's status in words."""
    known = _STATUSES.get(LeadStatus(status))
    return known or stage_label(ruleset, Stage(status)).lower()


def attribute_label(name: str) -> str:
    """Return how an attribute's name reads."""
    return _ATTRIBUTES.get(name, name.replace("_", " "))


def code_label(code: str) -> str:
    """Return how a code such as `BAD_DATA` reads; text that is no code stays as it is."""
    return code.replace("_", " ").capitalize() if code.isupper() else code


def source_label(value: str | None, unknown: str = NOT_KNOWN.capitalize()) -> str:
    """Return how a source reads, which may not be known."""
    return unknown if value is None else value


def rule_label(ruleset: Ruleset, score: Score | SumScore, rule_id: str, code: str) -> str:
    """Return what a rule is called: its label, what it takes notice of, or its id in words.

    Of a sum, that is the score that it adds, with its weight.
    """
    if code == JudgementReasonCode.RANGE_LIMIT:
        low, high = (f"{bound // 1000}" for bound in (score.low, score.high))
        return f"Range: held between {low} and {high}"
    if code == JudgementReasonCode.NIGHTLY_FLOOR:
        return f"Nights: set back to {(score.nightly_floor or 0) // 1000}"
    if code == JudgementReasonCode.GROUP_LIMIT:
        assert isinstance(score, Score)
        group = next(item for item in score.groups if item.name == rule_id)
        return f"{group.label[:1].upper()}{group.label[1:]}: {group_words(group)}"
    if isinstance(score, SumScore):
        part = next(part for part in score.parts if part.name == rule_id)
        return part_words(replace(part, name=ruleset.score(rule_id).label))
    return next((_label(ruleset, rule) for rule in score.rules if rule.rule_id == rule_id), rule_id)


def _label(ruleset: Ruleset, rule: ConditionRule | ActivityRule | SilenceRule) -> str:
    text = rule.label
    if text == rule.rule_id:
        noticed = ruleset.activities.get(rule.on) if isinstance(rule, ActivityRule) else None
        text = noticed or rule.rule_id.replace("-", " ").replace("_", " ")
    return text[:1].upper() + text[1:]


def names_a_source(value: str | None) -> bool:
    """Tell whether a value names a source: "unknown" and the like do not."""
    return value is not None and value.strip().lower() not in NAMELESS
