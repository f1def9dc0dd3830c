"""Which role may open which page: one list, read by the guard and by the documentation.

A page that is not in the list opens for nobody. What a role sees on a page is for `access`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from leadpact.desk.people.roles import Role

SIGNED_IN = frozenset(Role)
"""Everybody who has any role."""

LEAD_READERS = (Role.SDR, Role.AE, Role.MANAGER, Role.MARKETING, Role.REVOPS)
"""Who reads leads at all; which leads is for `access`."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page or an action, by the name of its URL.

    Attributes
    ----------
    roles
        Who may open it.
    is_public
        Whether it needs no sign-in.
    is_own
        Whether everybody who has signed in may open it, also who has no role: it is about them.
    """

    name: str
    roles: frozenset[Role]
    what: str
    is_public: bool = False
    is_own: bool = False


def _page(name: str, what: str, *roles: Role) -> Page:
    return Page(name, frozenset(roles), what)


def _public(name: str, what: str) -> Page:
    return Page(name, frozenset(), what, is_public=True)


def _own(name: str, what: str) -> Page:
    return Page(name, SIGNED_IN, what, is_own=True)


_KEEPERS = (Role.REVOPS, Role.ADMIN)

PAGES: tuple[Page, ...] = (
    _own("home", "The first page: where a role's work begins."),
    _public("health", "Whether the desk answers; for a proxy."),
    # signing in
    _public("account_login", "Sign in."),
    _public("account_logout", "Sign out."),
    _public("mfa_authenticate", "The second factor, while signing in."),
    _public("mfa_login_webauthn", "Sign in by a passkey."),
    _public("openid_connect_login", "Sign in by the company."),
    _public("openid_connect_callback", "Come back from the company's sign-in."),
    _public("socialaccount_login_cancelled", "The company's sign-in was left."),
    _public("socialaccount_login_error", "The company's sign-in failed."),
    _public("demo-sign-in", "Sign in at a demo, by a link that this machine printed."),
    _own("account_reauthenticate", "Type the password again before something sensitive."),
    _own("mfa_reauthenticate", "Give the second factor again before something sensitive."),
    _own("mfa_reauthenticate_webauthn", "Use a passkey again before something sensitive."),
    _own("account_change_password", "Change one's password."),
    _own("mfa_index", "One's second factors."),
    _own("mfa_activate_totp", "Add an authenticator app."),
    _own("mfa_deactivate_totp", "Remove the authenticator app."),
    _own("mfa_view_recovery_codes", "See one's recovery codes."),
    _own("mfa_generate_recovery_codes", "Make new recovery codes."),
    _own("mfa_download_recovery_codes", "Save one's recovery codes."),
    _own("mfa_list_webauthn", "One's passkeys."),
    _own("mfa_add_webauthn", "Add a passkey."),
    _own("mfa_edit_webauthn", "Rename a passkey."),
    _own("mfa_remove_webauthn", "Remove a passkey."),
    _own("profile", "One's time zone, and whether single keys act."),
    # work
    _page("queue", "The next lead, and one key an outcome.", Role.SDR),
    _page("queue-act", "Record an outcome.", Role.SDR),
    _page("queue-undo", "Undo the last outcome.", Role.SDR),
    _page("queue-claim", "Claim a lead from the queue of a pool.", Role.SDR),
    _page("queue-room", "Ask for more leads.", Role.SDR),
    _page("queue-news", "Whether something new is on top; asked every two seconds.", Role.SDR),
    _page("queue-find", "Find a lead that one has, had or may claim.", Role.SDR),
    _page("queue-mine", "Leads without a next step, and recycled ones.", Role.SDR),
    _page("queue-keys", "The keys of the queue.", Role.SDR),
    _page("queue-refusal", "Put away the notice that an outcome was refused.", Role.SDR),
    _page("lead", "One lead: its story, its owner and why, its clocks.", *LEAD_READERS),
    # capture
    _public("form", "A form that prospects fill in."),
    _public("form-embed", "The script that puts a form into another site."),
    _public("form-thanks", "The page after a form was sent."),
    _public("form-touched", "Note which field of a form was touched last."),
    _page("forms", "The forms.", Role.REVOPS, Role.MARKETING),
    _page("forms-first", "Make the first form of a desk.", Role.REVOPS),
    _page("form-versions", "The versions of a form and their counts.", Role.REVOPS, Role.MARKETING),
    _page("form-new", "Make the next version of a form.", Role.REVOPS),
    _page("lists", "Lists of leads that were uploaded.", Role.REVOPS, Role.MARKETING),
    _page("list-upload", "Upload a list of leads.", Role.REVOPS, Role.MARKETING),
    _page("list", "What became of the rows of a list.", Role.REVOPS, Role.MARKETING),
    _page("list-decide", "Import or discard a list.", Role.REVOPS, Role.MARKETING),
    _page("list-results", "The results of a list as CSV.", Role.REVOPS, Role.MARKETING),
    _page("quarantine", "Submissions that may be a machine's.", Role.REVOPS, Role.MANAGER),
    _page("quarantine-decide", "Release or discard them.", Role.REVOPS, Role.MANAGER),
    # the desk itself
    _page("people", "Who signs in, and what they may do.", Role.ADMIN),
    _page("people-add", "Add a user.", Role.ADMIN),
    _page("person", "One user: roles, rep, sessions, password.", Role.ADMIN),
    _page("person-change", "Change what a user may do.", Role.ADMIN),
    _page("person-password", "Give a user a new password.", Role.ADMIN),
    _page("person-sign-out", "End the sessions of a user.", Role.ADMIN),
    _page("audit", "Who did what to the desk.", *_KEEPERS),
    _page("lead-privacy", "The data of a person: consent, export, erasure.", Role.REVOPS),
    _page("lead-export", "Export the data of a person.", Role.REVOPS),
    _page("lead-erase", "Erase a person.", Role.REVOPS),
    _page("tokens", "Tokens of the API: who made them, what they may do.", *_KEEPERS),
    _page("tokens-add", "Make a token.", *_KEEPERS),
    _page("tokens-revoke", "Revoke a token.", *_KEEPERS),
    _page("connections", "Endpoints that receive events, and dead letters.", Role.REVOPS),
    _page("connections-add", "Add an endpoint.", Role.REVOPS),
    _page("connections-test", "Send a test to an endpoint.", Role.REVOPS),
    _page("connections-rotate", "Give an endpoint a new secret.", Role.REVOPS),
    _page("connections-switch", "Turn an endpoint on or off.", Role.REVOPS),
    _page("connections-remove", "Remove an endpoint.", Role.REVOPS),
    _page("connections-again", "Send dead letters again.", Role.REVOPS),
    _page("team", "Promises near and missed, leads that wait, load of the team.", Role.MANAGER),
    _page(
        "reviews",
        "Dispositions to be reviewed, disputes, and what was decided.",
        *(Role.MANAGER, Role.MARKETING, Role.SDR, Role.AE, Role.REVOPS),
    ),
    _page(
        "review-step",
        "Uphold or overturn a disposition, dispute that, arbitrate.",
        *(Role.MANAGER, Role.MARKETING, Role.SDR, Role.AE),
    ),
    _page(
        "pact",
        "The pact in force, and those before it.",
        *(Role.SDR, Role.AE, Role.MANAGER, Role.MARKETING, Role.REVOPS, Role.EXEC),
    ),
    _page("pact-check", "Check a pact, and compare it with the one in force.", Role.REVOPS),
    _page("pact-back", "Compare a pact of before, to bring it back.", Role.REVOPS),
    _page("pact-draft", "What a pact would change, in words and numbers.", Role.REVOPS),
    _page("pact-publish", "Publish a pact.", Role.REVOPS),
    _page("operations", "Stuck leads, stopped commands, dead letters, the worker.", Role.REVOPS),
    _page("operations-lead", "Decide on a stuck lead again.", Role.REVOPS),
    _page("operations-command", "Decide on a stopped command again.", Role.REVOPS),
    _page("operations-message", "Send a dead letter again.", Role.REVOPS),
    _page(
        "marketing",
        "What was given back and why, what may come again, who has room.",
        *(Role.MARKETING, Role.REVOPS),
    ),
    _page("marketing-csv", "The counts as a CSV file.", Role.MARKETING, Role.REVOPS),
    _page("marketing-plan", "Plan when a recycled lead comes back.", Role.MARKETING),
    _page(
        "coaching",
        "The first rep of the team; a rep: themselves.",
        *(Role.MANAGER, Role.SDR, Role.AE),
    ),
    _page(
        "coaching-rep",
        "What a rep did in the last 30 days, in counts.",
        *(Role.MANAGER, Role.SDR, Role.AE),
    ),
    _page("absences", "Leave of the team, and the caps of its reps.", Role.MANAGER),
    _page("absence-add", "Put a rep on leave.", Role.MANAGER),
    _page("absence-end", "End leave, or call it off.", Role.MANAGER),
    _page("rep-caps", "Change the caps and the weight of a rep.", Role.MANAGER),
    _page("team-move", "Reassign leads, name a rep, take leads back.", Role.MANAGER),
)
"""Every page. `docs/reference/desk-roles.md` is written from it."""

CLOSED: frozenset[str] = frozenset(
    {
        "account_inactive",
        "account_signup",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_request_reauthentication_code",
        "account_confirm_reauthentication_code",
        "account_confirm_login_code",
        "socialaccount_signup",
        "socialaccount_connections",
    }
)
"""Pages of django-allauth that nobody opens: nobody signs up, and passwords are not sent."""

OPEN_PREFIXES = ("/static/", "/api/")
"""What pages are made of; and the API, which asks for a token by itself."""

_BY_NAME = {page.name: page for page in PAGES}


def page_of(name: str | None) -> Page | None:
    """Return the entry of a URL by its name; None: it is in no list, so nobody may open it."""
    return _BY_NAME.get(name or "")


def may_open(roles: Iterable[str], name: str) -> bool:
    """Tell whether somebody who has signed in, with these roles, may open a page."""
    page = page_of(name)
    if page is None:
        return False
    return page.is_public or page.is_own or bool(page.roles.intersection(map(Role, roles)))
