"""Create the tables, publish the first pact, add users."""

from collections.abc import Sequence

from django.core.management import call_command

from leadpact.desk import clock
from leadpact.desk.capture.form_actions import make_first_form
from leadpact.desk.governance.actions import publish
from leadpact.desk.options import home_folder
from leadpact.desk.people.models import User
from leadpact.desk.people.users import add_user, change_user, renew_password
from leadpact.desk.store import has_pact, in_transaction

_BY = "system:setup"


def what_is_missing() -> list[str]:
    """Return what an installation lacks before somebody can work, each with the command for it."""
    missing = []
    if not has_pact(clock.now()):
        missing.append("No pact is in force yet: `leadpact desk init --pact PACT` publishes one.")
    if not User.objects.exists():
        missing.append("Nobody can sign in yet: `leadpact desk user` adds people.")
    return missing


def create_tables() -> None:
    """Create the tables of the desk, or bring them up to date."""
    home_folder().mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)


@in_transaction
def publish_first(text: str) -> None:
    """Publish a pact and make the first form, unless a pact is in force already."""
    if not has_pact(clock.now()):
        make_first_form(publish(text, by=_BY))


@in_transaction
def save_user(
    email: str,
    *,
    name: str,
    roles: Sequence[str],
    rep_id: str | None = None,
    new_password: bool = False,
) -> str | None:
    """Add a user, or change one; return the password of a new one, or a new password.

    Raises
    ------
    UnableToSaveUser
        Where the address, a role or the rep is not known.
    """
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        return add_user(email, name=name, roles=roles, rep_id=rep_id, by=_BY)[1]
    change_user(user, name=name, roles=roles, rep_id=rep_id, is_active=True, by=_BY)
    return renew_password(user, by=_BY) if new_password else None
