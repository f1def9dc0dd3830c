"""Who acts: a person, a rule, a system, or the prospect. As texts that can be stored."""

PERSON, RULE, SYSTEM = "person:", "rule:", "system:"
"""What an actor begins with; the id of the rep, the id of the rule, or a name follows."""

_KINDS = (PERSON, RULE, SYSTEM)

PROSPECT = "prospect"
"""The person whom the lead is about."""

TIME = "system:time"
"""Nobody acted: a moment came."""

SCHEDULER = "system:scheduler"
"""It tries waiting leads again, and notices when leave begins."""

HISTORY = "system:history"
"""The records of another system, which do not name who acted."""


def person_actor(rep_id: str) -> str:
    """Return the actor that stands for a person.

    Examples
    --------
    >>> person_actor("ann")
    'person:ann'
    """
    return f"{PERSON}{rep_id}"


def is_actor(text: str) -> bool:
    """Tell whether a text names who acts.

    Examples
    --------
    >>> [is_actor(text) for text in ("person:ann", "system:crm", "prospect", "person:", "ann")]
    [True, True, True, False, False]
    """
    return text == PROSPECT or (text.startswith(_KINDS) and text not in _KINDS)


def actor_of(rep_id: str | None) -> str:
    """Return the actor of a record in another system: the rep that it names, if it does.

    Examples
    --------
    >>> actor_of("ann"), actor_of(None)
    ('person:ann', 'system:history')
    """
    return person_actor(rep_id) if rep_id else HISTORY


def rep_of(actor: str) -> str | None:
    """Return the rep who acts; None where no person does.

    Examples
    --------
    >>> rep_of("person:ann"), rep_of("system:crm")
    ('ann', None)
    """
    return actor.removeprefix(PERSON) if actor.startswith(PERSON) else None
