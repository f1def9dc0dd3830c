"""The pacts that are measured: thirty rules in a file, and any number of rules as text."""

from pathlib import Path

PACT_30 = Path(__file__).parent / "pact30.yaml"
EVERYTHING = Path(__file__).parent / "everything.yaml"

_KINDS = (
    "email_opened",
    "email_clicked",
    "page_viewed",
    "content_downloaded",
    "webinar_attended",
    "pricing_viewed",
    "demo_requested",
)
_COUNTRIES = ("AT", "BE", "CA", "CH", "DE", "DK", "ES", "FR", "GB", "IE", "IT", "NL", "SE", "US")
_SECTORS = ("software", "fintech", "healthcare", "retail", "logistics", "media", "education")
_FADES = (
    "{shape: none}",
    "{shape: linear, days: 30}",
    "{shape: window, days: 60}",
    "{shape: linear, days: 90}",
    "{shape: steps, steps: [{days: 14, percent: 100}, {days: 60, percent: 50}]}",
)
_LIMITS = (
    "{points: 20}",
    "{count: 1, per: day}",
    "{count: 5, per: week, points: 15}",
    "{count: 2, per: day, points: 30}",
)
_WHERE = (
    "channel == 'web' or channel == 'email'",
    "content contains 'guides'",
    "campaign starts_with 'spring' and value >= 10",
)

_HEAD = """\
spec: 1
name: {n_rules} rules
time_zone: Europe/Berlin
attributes:
  seniority: {{type: category, values: [C_LEVEL, VP, DIRECTOR, MANAGER, INDIVIDUAL]}}
  sector: {{type: category, values: [{sectors}]}}
  n_seats: {{type: integer}}
activities:
{activities}
scores:
"""

_GATES = """\
gates:
  conversation_lead:
    must_have: [first_name, last_name, email, company]
    nice_to_have: [phone, title]
    when: "fit >= 40 and (engagement >= 30 or intent >= 20)"
  first_meeting:
    must_have: [phone]
    when: "fit >= 50 and intent >= 30"
"""


def write_pact(n_rules: int) -> str:
    """Return the text of a pact with so many rules: two in five ask who, the others what they did.

    No two rules are alike, and every kind of condition, fade and limit is among them.
    """
    n_fit, n_engagement = n_rules * 2 // 5, n_rules * 2 // 5
    head = _HEAD.format(
        n_rules=n_rules,
        sectors=", ".join(_SECTORS),
        activities="\n".join(f"  {kind}: {{}}" for kind in _KINDS),
    )
    scores = {
        "fit": [_condition_rule(number) for number in range(n_fit)],
        "engagement": [_behaviour_rule(number) for number in range(n_engagement)],
        "intent": [_behaviour_rule(n) for n in range(n_engagement, n_rules - n_fit)],
    }
    parts = [f"  {name}:\n    rules:\n" + "".join(rules) for name, rules in scores.items()]
    return head + "".join(parts) + _GATES


def _condition_rule(number: int) -> str:
    """Return a rule on who the lead is; its constants are its own."""
    country, sector = _COUNTRIES[number % 14], _SECTORS[number % 7]
    smallest = 10 * number + 10
    condition = (
        f"n_employees >= {smallest} and n_employees < {smallest + 500}",
        f"country == '{country}' and seniority in ('C_LEVEL', 'VP') and n_seats >= {number}",
        f"sector == '{sector}' and is_known(n_seats) and not (n_seats < {number + 5})",
        f"title contains 'head of unit {number}' or title starts_with 'chief {number}'",
        f"is_known(phone) and is_known(website) and n_employees > {smallest}",
    )[number % 5]
    return _rule(f"who-{number}", f'when: "{condition}"', number)


def _behaviour_rule(number: int) -> str:
    """Return a rule on what the lead did: one in eight by a condition, the others by activity."""
    kind = _KINDS[number % 7]
    if number % 8 == 7:
        other = _KINDS[number // 8 % 7]
        condition = f"count('{kind}', days={number}) >= 3 and days_since('{other}') < {number + 1}"
        return _rule(f"did-{number}", f'when: "{condition}"', number)
    parts = [f"on: {kind}", f"fades: {_FADES[number % 5]}"]
    if number % 3 == 0:
        parts.append(f"at_most: {_LIMITS[number // 3 % 4]}")
    if number % 6 == 1:
        parts.append(f'where: "{_WHERE[number // 6 % 3]}"')
    return _rule(f"did-{number}", ", ".join(parts), number)


def _rule(rule_id: str, asks: str, number: int) -> str:
    """Return a rule as a line of the pact; one in nine takes points away."""
    points = -5 if number % 9 == 8 else number % 12 + 1
    return f"      - {{id: {rule_id}, {asks}, points: {points}}}\n"


def write_full_pact(n_rules: int) -> str:
    """Return the text of a pact with so many rules that uses every construct of the language."""
    text = EVERYTHING.read_text(encoding="utf-8")
    n_more = n_rules - _n_rules_written(text)
    who = [_full_condition_rule(number) for number in range(n_more // 2)]
    did = [_full_activity_rule(number) for number in range(n_more - len(who))]
    text = text.replace("      # more rules on attributes\n", "".join(who))
    return text.replace("      # more rules on activities\n", "".join(did))


def _n_rules_written(text: str) -> int:
    scores = text[text.index("scores:") : text.index("gates:")]
    return scores.count("- {id: ")


def _full_condition_rule(number: int) -> str:
    """Return a rule that counts conditions, looks for a word and counts days to a date."""
    parts = f"n_seats >= {number}, title has_word 'w{number}', days_until(renewal_on) <= {number}"
    return _rule(f"who-{number}", f'when: "at_least(2, {parts})"', number)


def _full_activity_rule(number: int) -> str:
    """Return a rule of a group with a limit by a block of days, of which the latest counts."""
    limit = f"at_most: {{count: 2, per: {{days: {number + 2}}}}}"
    where = f"where: \"channel == 'c{number}'\""
    asks = f"on: pricing_viewed, {where}, take: latest, group: news, {limit}"
    return _rule(f"did-{number}", asks, number % 8)
