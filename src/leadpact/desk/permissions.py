"""Which role may open which page: one list, read by the guard and by the documentation.

A page that is not in the list opens for nobody. What a role sees on a page is for `access`.
"""

from dataclasses import dataclass

from leadpact.desk.people.roles import Role

SIGNED_IN = frozenset(Role)
"""Everybody who has any role."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page or an action, by the name of its URL; without roles it needs no sign-in."""

    name: str
    roles: frozenset[Role]
    what: str


def _page(name: str, what: str, *roles: Role) -> Page:
    return Page(name, frozenset(roles), what)


_KEEPERS = (Role.REVOPS, Role.ADMIN)

PAGES: tuple[Page, ...] = (
    Page("home", SIGNED_IN, "The first page: where a role's work begins."),
    _page("health", "Whether the desk answers; for a proxy."),
    _page("queue", "The next lead, and one key an outcome.", Role.SDR),
    _page("queue-act", "Record an outcome.", Role.SDR),
    _page(
        "lead",
        "One lead: its story, its owner and why, its clocks.",
        *(Role.SDR, Role.AE, Role.MANAGER, Role.MARKETING, Role.REVOPS),
    ),
    _page("tokens", "Tokens of the API: who made them, what they may do.", *_KEEPERS),
    _page("tokens-add", "Make a token.", *_KEEPERS),
    _page("tokens-revoke", "Revoke a token.", *_KEEPERS),
    _page("team", "Promises near and missed, leads that wait, load of the team.", Role.MANAGER),
    _page("team-move", "Reassign leads, name a rep, take leads back.", Role.MANAGER),
)
"""Every page. `docs/reference/desk-roles.md` is written from it."""

OPEN_PREFIXES = ("/static/", "/accounts/")
"""What belongs to signing in, and what pages are made of."""

_BY_NAME = {page.name: page for page in PAGES}


def page_of(name: str | None) -> Page | None:
    """Return the entry of a URL by its name; None: it is in no list, so nobody may open it."""
    return _BY_NAME.get(name or "")


def may_open(roles: list[str], name: str) -> bool:
    """Tell whether somebody with these roles may open a page."""
    page = page_of(name)
    return page is not None and (not page.roles or bool(page.roles & set(map(Role, roles))))
