"""Who may sign in: people whom an administrator added. Nobody signs up by themselves."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Lets nobody sign up."""

    def is_open_for_signup(self, request: Any) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Tell whether somebody may sign up: nobody."""
        return False


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets those sign in by their company whose address is known here."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:  # noqa: ARG002 - the same
        """Tell whether somebody unknown may sign up: nobody."""
        return False
