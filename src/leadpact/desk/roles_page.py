"""Write the documentation of roles from `permissions` and the URLs; it is no page of the desk."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from leadpact.desk.people.roles import ROLE_LABELS, SECOND_FACTOR, Role
from leadpact.desk.permissions import CLOSED, OPEN_PREFIXES, PAGES, Page

_HEAD = """# Who may open what

The list `PAGES` in `desk/permissions.py` guards every page of the desk, and this page is written
from it. A page that a role may not open is not there for it: the answer is *404 Not Found*.
Somebody who has not signed in is led to the sign-in. What a role sees on a page is narrower still:
[which leads](#which-leads).

Everybody who has signed in opens their own pages, and those that need no sign-in are marked so. A
user may have several roles, and then opens what any of them opens.

"""

_LEADS = (
    ("SDR", "their own leads, those that they had or worked, and the queues of their pools"),
    ("Account executive", "leads that they have, had or worked, or whose meetings they hold"),
    (
        "Sales manager",
        "what reps of their team have, had or worked, and what waits; all where they have no team",
    ),
    ("Marketing", "all leads, without name, e-mail address, phone number and title"),
    ("RevOps", "all leads"),
    ("Executive, Administrator", "none"),
)


def url_patterns() -> Iterator[tuple[str, str]]:
    """Yield the name and the path of every URL but those of the API; unnamed ones are left out."""
    for name, path in _patterns_of(get_resolver(), "", ""):
        if name and not f"/{path}".startswith(OPEN_PREFIXES):
            yield name, f"/{path}"


def _patterns_of(resolver: URLResolver, prefix: str, space: str) -> Iterator[tuple[str, str]]:
    for item in resolver.url_patterns:
        path = prefix + str(item.pattern)
        if isinstance(item, URLResolver):
            inner = f"{space}{item.namespace}:" if item.namespace else space
            yield from _patterns_of(item, path, inner)
        elif isinstance(item, URLPattern):
            yield (f"{space}{item.name}" if item.name else ""), path


def write_roles_page() -> str:
    """Return the page of the documentation on roles, in Markdown."""
    paths: dict[str, str] = {}
    for name, path in url_patterns():
        paths.setdefault(name, path)
    labels = [ROLE_LABELS[role] for role in Role]
    own = [page for page in PAGES if page.is_own or page.is_public]
    work = [page for page in PAGES if not (page.is_own or page.is_public)]
    needing = " and ".join(ROLE_LABELS[role] for role in Role if role in SECOND_FACTOR)
    rows = [
        f"| page | what | {' | '.join(labels)} |",
        f"| --- | --- |{' --- |' * len(labels)}",
        *(f"| {_path(page, paths)} | {page.what} | {_marks(page)} |" for page in work),
    ]
    own_rows = [
        "| page | what | who |",
        "| --- | --- | --- |",
        *(
            f"| {_path(page, paths)} | {page.what} |"
            f" {'everybody, without signing in' if page.is_public else 'who has signed in'} |"
            for page in own
        ),
    ]
    leads = ["| role | sees |", "| --- | --- |", *(f"| {who} | {what} |" for who, what in _LEADS)]
    closed = ", ".join(f"`{name}`" for name in sorted(CLOSED))
    parts = (
        "\n".join(rows),
        "## Which leads",
        "\n".join(leads),
        "A lead that somebody may not see is not there for them: *404 Not Found*.",
        "## One's own pages, and signing in",
        f"{needing} need a second factor; until they have one, every other page leads to it.",
        "\n".join(own_rows),
        f"These pages of django-allauth open for nobody: {closed}.",
    )
    return _HEAD + "\n\n".join(parts) + "\n"


def _path(page: Page, paths: dict[str, str]) -> str:
    path = paths.get(page.name, page.name)
    for sign in ("^", "$", "(?P<provider_id>[^/]+)"):
        path = path.replace(sign, "<provider>" if sign.startswith("(") else "")
    return f"`{path}`"


def _marks(page: Page) -> str:
    return " | ".join("yes" if role in page.roles else "–" for role in Role)
