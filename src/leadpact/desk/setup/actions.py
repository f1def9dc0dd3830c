"""Create the tables, publish the first pact, add users."""

import secrets
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.validators import validate_email

from leadpact.desk import clock
from leadpact.desk.capture.form_actions import make_first_form
from leadpact.desk.governance.actions import publish
from leadpact.desk.options import home_folder
from leadpact.desk.people.models import StoredRep, User
from leadpact.desk.people.roles import Role
from leadpact.desk.store import has_pact, in_transaction


def what_is_missing() -> list[str]:
    """Return what an installation lacks before somebody can work, each with the command for it."""
    missing = []
    if not has_pact(clock.now()):
        missing.append("No pact is in force yet: `leadpact desk init --pact PACT` publishes one.")
    if not User.objects.exists():
        missing.append("Nobody can sign in yet: `leadpact desk user` adds people.")
    return missing


class UnableToAddUser(ValueError):
    """A user cannot be added; `fact` and `fix` say why."""

    def __init__(self, fact: str, fix: str) -> None:
        super().__init__(f"{fact} {fix}")
        self.fact, self.fix = fact, fix


def create_tables() -> None:
    """Create the tables of the desk, or bring them up to date."""
    home_folder().mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)


@in_transaction
def publish_first(text: str) -> None:
    """Publish a pact and make the first form, unless a pact is in force already."""
    if not has_pact(clock.now()):
        make_first_form(publish(text, by="system:setup"))


@in_transaction
def save_user(
    email: str, *, name: str, roles: Sequence[str], rep_id: str | None = None
) -> str | None:
    """Add a user, or change one; return the password of a new one.

    Raises
    ------
    UnableToAddUser
        Where the address, a role or the rep is not known.
    """
    try:
        validate_email(email)
    except ValidationError as error:
        fact = "It is no e-mail address."
        raise UnableToAddUser(fact, "Write it like name@example.com.") from error
    unknown = [role for role in roles if role.upper() not in Role.__members__]
    if unknown:
        known = ", ".join(Role)
        raise UnableToAddUser(f"There is no role {unknown[0]!r}.", f"Choose of {known}.")
    rep = StoredRep.objects.filter(pk=rep_id).first() if rep_id else None
    if rep_id and rep is None:
        raise UnableToAddUser(f"There is no rep {rep_id!r}.", "Load or add the reps first.")
    values = {"name": name, "roles": [role.upper() for role in roles], "rep": rep}
    user = User.objects.filter(email=email.lower()).first()
    if user is not None:
        for field, value in values.items():
            setattr(user, field, value)
        user.save()
        return None
    password = secrets.token_urlsafe(12)
    User.objects.create_user(email, password, **values)
    return password
