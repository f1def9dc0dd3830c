"""What a failure is to a reader, in words: `kind_of` an exception, or None for a fault of the desk.

`failures` makes the answers of these.
"""

from dataclasses import dataclass, replace

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError
from django.utils.datastructures import MultiValueDictKeyError

from leadpact.storage.lead_store import UnableToUseStore


@dataclass(frozen=True, slots=True)
class FailurePage:
    """How a page shows a failure: what happened, what became of the input, what to do next."""

    code: str
    status: int
    title: str
    fact: str
    fix: str
    may_repeat: bool = False
    """Whether the same form, sent again, may succeed; the page then offers that."""
    is_bare: bool = False
    """Whether the page is to be drawn without reading anything from the database."""


_UNSAVED = "Nothing of what you sent was saved."
_BACK = "Go back in your browser: the form still has what you entered."

BUSY = FailurePage(
    "desk-busy",
    503,
    "The desk is busy",
    f"Others were writing at the same moment, and your turn did not come in time. {_UNSAVED}",
    "Send it again in a few seconds; sent twice, it counts once.",
    may_repeat=True,
    is_bare=True,
)
GONE = FailurePage(
    "database-gone",
    503,
    "The desk cannot reach its database",
    _UNSAVED,
    "Send it again in a minute. If that does not help, tell the person who runs the desk:"
    " the database does not answer.",
    may_repeat=True,
    is_bare=True,
)
FULL = FailurePage(
    "database-full",
    503,
    "The desk has no room left to write",
    f"The disk of the database is full, or cannot be written to. {_UNSAVED}",
    "Tell the person who runs the desk to free space, then send it again.",
    may_repeat=True,
    is_bare=True,
)
TABLES = FailurePage(
    "tables-missing",
    503,
    "The tables of the desk are not those of this program",
    f"A table or a column is missing. {_UNSAVED}",
    "The person who runs the desk has to run `leadpact desk init`, which brings them up to date.",
    is_bare=True,
)
NO_PACT = FailurePage(
    "pact-missing",
    503,
    "No pact is in force yet",
    "The pact says which leads are worked, by whom and until when; without one nothing is decided.",
    "RevOps publishes the first one under Pact; then this page opens.",
)
UNEXPECTED = FailurePage(
    "unexpected",
    500,
    "The desk failed",
    "That is a fault of the desk, not yours. What was not confirmed was not saved.",
    f"{_BACK} If it fails again, give the person who runs the desk the time and this address.",
    is_bare=True,
)
MISSING = FailurePage(
    "not-found",
    404,
    "There is no such page",
    "The address is wrong, or what it shows is not for you to see.",
    "Check the address, or begin at your first page.",
)
REFUSED = FailurePage(
    "not-allowed", 403, "You may not do this", _UNSAVED, "Ask an administrator for the role."
)
STALE_FORM = FailurePage(
    "form-not-checked",
    403,
    "The form could not be checked",
    f"It was open for too long, you signed in again meanwhile, or cookies are off. {_UNSAVED}",
    f"{_BACK} Copy it, reload the page, and send it again.",
)
UNREADABLE = FailurePage(
    "request-unreadable",
    400,
    "The desk cannot read this request",
    f"A field is missing, or has a value that no field can have. {_UNSAVED}",
    f"{_BACK} Reload the page, and send it again.",
)
TOO_LARGE = FailurePage(
    "too-large",
    413,
    "This is more than the desk takes at once",
    f"A form may have 2.5 MB of text. {_UNSAVED}",
    f"{_BACK} Send less at once, or a file where the page takes one.",
)
CHANGED = FailurePage(
    "changed-meanwhile",
    409,
    "Somebody else was first",
    f"What you wanted to change was changed at the same moment. {_UNSAVED}",
    "Go back, reload the page to see what it is now, and decide again.",
)
ONLY_FORMS = FailurePage(
    "method-not-allowed",
    405,
    "This address takes a form, and shows no page",
    "You came here by a link or by reloading; nothing was done.",
    "Begin at your first page.",
)
SIGNED_OUT = FailurePage(
    "signed-out",
    401,
    "You have been signed out",
    f"{_UNSAVED} Your input is still on this page.",
    "Sign in in a new window, then come back here and send it again.",
)
TEXTS = (
    (FULL, ("disk is full", "no space left", "could not extend", "readonly", "read-only")),
    (BUSY, ("locked", "deadlock", "serialize", "lock timeout", "statement timeout", "too many")),
    (TABLES, ("no such table", "no such column", "has no column")),
)
"""Which words in the message of a database mean what; other messages mean that it is gone."""


KINDS: tuple[tuple[type[BaseException], str, FailurePage], ...] = (
    (IntegrityError, "", CHANGED),
    (DataError, "", UNREADABLE),
    (RequestDataTooBig, "", TOO_LARGE),
    (TooManyFieldsSent, "", TOO_LARGE),
    (SuspiciousOperation, "", UNREADABLE),
    (DatabaseError, "does not exist", TABLES),
    (ValueError, "NUL", UNREADABLE),
)
"""Exceptions by kind and, where a kind says too little, by words in their message."""


def kind_of(error: BaseException | None) -> FailurePage | None:
    """Return what an exception is to the reader; None: it is a fault of the desk."""
    if isinstance(error, UnableToUseStore):
        return _store_failure(error)
    if isinstance(error, OperationalError | InterfaceError):
        return _by_text(error)
    if isinstance(error, MultiValueDictKeyError) and error.args:
        fact = f"The field {error.args[0]} is missing. {_UNSAVED}"
        return replace(UNREADABLE, title="The form was not complete", fact=fact)
    text = str(error)
    return next(
        (page for kind, words, page in KINDS if isinstance(error, kind) and words in text), None
    )


def _by_text(error: Exception) -> FailurePage:
    text = str(error).lower()
    return next((page for page, words in TEXTS if any(word in text for word in words)), GONE)


def _store_failure(error: UnableToUseStore) -> FailurePage:
    issue = error.issue
    if issue.code == NO_PACT.code:
        return NO_PACT
    title, place = "The desk cannot do this", issue.place
    return FailurePage(issue.code, 409, title, f"{place}: {issue.fact} {_UNSAVED}", issue.fix)
