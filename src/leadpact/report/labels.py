"""What codes and names are called on the page. The pact's own labels come first."""

from typing import TypeAlias

from leadpact.measure.leads import LeadStatus
from leadpact.pact.ruleset import ActivityRule, ConditionRule, Ruleset
from leadpact.report.numbers import NOT_KNOWN
from leadpact.terms.hygiene import FaultCode
from leadpact.terms.reasons import JudgementReasonCode
from leadpact.terms.stages import Stage

_Rule: TypeAlias = ConditionRule | ActivityRule

_STAGES = {
    Stage.TARGET: "Target",
    Stage.EXCHANGE: "Exchange",
    Stage.CONVERSATION_LEAD: "Conversation lead",
    Stage.FIRST_MEETING: "First meeting",
    Stage.OPPORTUNITY: "Opportunity",
    Stage.PIPELINE: "Pipeline",
    Stage.CLOSED_WON: "Closed won",
    Stage.NEXT_SALE: "Next sale",
    Stage.RECYCLED: "Recycled",
    Stage.DISQUALIFIED: "Disqualified",
}

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


def stage_label(ruleset: Ruleset, stage: Stage) -> str:
    """Return what the pact calls a stage, else its plain name."""
    return ruleset.labels.get(stage) or _STAGES[stage]


def status_label(ruleset: Ruleset, status: str) -> str:
    """Return how a lead's standing reads."""
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


def rule_label(ruleset: Ruleset, score: str, rule_id: str, code: str) -> str:
    """Return what a rule is called: its label, what it takes notice of, or its id in words."""
    scores = [item for item in ruleset.scores if item.name == score]
    if not scores:
        return rule_id
    if code == JudgementReasonCode.RANGE_LIMIT:
        low, high = (f"{bound // 1000}" for bound in (scores[0].low, scores[0].high))
        return f"Range: held between {low} and {high}"
    rules: list[_Rule] = [*scores[0].condition_rules, *scores[0].activity_rules]
    return next((_label(ruleset, rule) for rule in rules if rule.rule_id == rule_id), rule_id)


def _label(ruleset: Ruleset, rule: _Rule) -> str:
    text = rule.label
    if text == rule.rule_id:
        noticed = ruleset.activities.get(rule.on) if isinstance(rule, ActivityRule) else None
        text = noticed or rule.rule_id.replace("-", " ").replace("_", " ")
    return text[:1].upper() + text[1:]


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


def names_a_source(value: str | None) -> bool:
    """Tell whether a value names a source: "unknown" and the like do not."""
    return value is not None and value.strip().lower() not in NAMELESS
