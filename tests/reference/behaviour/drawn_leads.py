"""Draw leads with their activities, and colleagues, that a pact's document has rules about."""

import re
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from drawn_pacts import Document, spots

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.terms.stages import Stage

STARTS_AT = datetime(2026, 1, 1, tzinfo=UTC)
TEXTS = (
    *("email", "phone", "first_name", "last_name", "title", "seniority", "job_function"),
    *("country", "time_zone", "source", "campaign", "company", "website", "industry", "region"),
)
QUOTED, NUMBER = re.compile(r"'([^']*)'"), re.compile(r"\b\d+(?:\.\d+)?\b")
STAGES = (
    *("CONVERSATION_LEAD", "FIRST_MEETING", "OPPORTUNITY", "CLOSED_WON"),
    *("RECYCLED", "RECYCLED", "DISQUALIFIED"),
)


class Drawn(NamedTuple):
    """What one judgement is made of."""

    lead: Lead
    activities: tuple[Activity, ...]
    colleagues: tuple[Person, ...]
    as_of: datetime


class LeadSource:
    """Draw leads for one document: attributes of its types, often values that its rules name."""

    def __init__(self, document: Document) -> None:
        written = " ".join(
            str(holder[key])
            for holder, key in spots(document)
            if isinstance(holder[key], str | int)
        )
        self.texts = [*sorted(set(QUOTED.findall(written))), "x", ""]
        self.numbers = [*sorted({float(found) for found in NUMBER.findall(written)}), 0.0]
        kinds = document.get("activities")
        self.kinds = [*(kinds if isinstance(kinds, dict) else ()), "unknown_kind"]
        declared = document.get("attributes")
        self.declared: dict[str, Any] = declared if isinstance(declared, dict) else {}

    def draw(self, random: Random) -> Drawn:
        """Return a lead that has up to 30 activities within half a year, and up to 2 colleagues."""
        as_of = STARTS_AT + timedelta(seconds=random.randint(0, 200 * 86_400))
        lead = self._lead("l-1", random)
        n_colleagues = random.choice([0, 0, 1, 2])
        colleagues = tuple(
            Person(self._lead(f"c-{n}", random), self._activities(f"c-{n}", random))
            for n in range(n_colleagues)
        )
        return Drawn(lead, self._activities("l-1", random), colleagues, as_of)

    def _lead(self, lead_id: str, random: Random) -> Lead:
        known = {name: random.choice(self.texts) for name in TEXTS if random.random() < 0.75}
        for name, largest in (("n_employees", 6000), ("revenue_amount", 10**7)):
            known |= {name: self._number(random, largest)} if random.random() < 0.75 else {}
        for name, about in self.declared.items():
            if random.random() < 0.75:
                known[name] = self._value(about, random)
        stage = Stage(random.choice(STAGES)) if random.random() < 0.2 else None
        return Lead(
            lead_id,
            known,
            created_at=self._moment(random) if random.random() < 0.9 else None,
            account_id="a-1",
            stage=stage,
            stage_at=self._moment(random) if stage and random.random() < 0.8 else None,
        )

    def _value(self, about: Any, random: Random) -> Any:
        kind = about.get("type") if isinstance(about, dict) else None
        if kind in ("integer", "number"):
            return self._number(random, 1000)
        if kind == "boolean":
            return random.choice([True, False])
        if kind == "date":
            return self._moment(random).date()
        if kind == "category" and isinstance(about.get("values"), list) and about["values"]:
            return str(random.choice(about["values"]))
        return random.choice(self.texts)

    def _number(self, random: Random, largest: int) -> int:
        """Return a number at, or just beside, one that is written in the rules."""
        near = int(random.choice(self.numbers)) + random.choice([-1, 0, 0, 1])
        return random.choice([near, random.randint(0, largest)])

    def _activities(self, lead_id: str, random: Random) -> tuple[Activity, ...]:
        found = [self._activity(f"{lead_id}/{n}", random) for n in range(random.randint(0, 30))]
        if found and random.random() < 0.3:  # one that arrives twice, the second time otherwise
            found.append(self._activity(random.choice(found).activity_id, random))
        return tuple(found)

    def _activity(self, activity_id: str, random: Random) -> Activity:
        return Activity(
            activity_id,
            random.choice(self.kinds),
            self._moment(random),
            channel=random.choice([None, "web", "email"]),
            campaign=random.choice([None, "spring", *self.texts]),
            content=random.choice([None, "a guide", *self.texts]),
            value=random.choice([None, 0.0, 3.5, random.choice(self.numbers)]),
        )

    def _moment(self, random: Random) -> datetime:
        day = timedelta(days=random.randint(0, 200))
        return STARTS_AT + day + timedelta(seconds=random.choice([0, 1, random.randint(0, 86_399)]))
