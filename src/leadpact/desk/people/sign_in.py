"""Who may sign in: people whom an administrator added. Nobody signs up by themselves."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect

from leadpact.desk.people.models import User
from leadpact.desk.people.roles import SECOND_FACTOR

DEMO_MARK = "demo"
"""In the session of who signed in by the link of a demo: it asks for no second factor."""

_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]
    """Lets nobody sign up."""

    def is_open_for_signup(self, request: Any) -> bool:  # noqa: ARG002 - the signature is allauth's
        """Tell whether somebody may sign up: nobody."""
        return False


class EncryptedFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the secrets of second factors encrypted by the installation's secret key."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is stored."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a stored secret; former secret keys are tried too."""
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(f"leadpact factors {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(item)) for item in digests])


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Lets those sign in by their company whose address is known here."""

    def is_open_for_signup(self, request: Any, sociallogin: Any) -> bool:  # noqa: ARG002 - the same
        """Tell whether somebody unknown may sign up: nobody."""
        return False

    def pre_social_login(self, request: Any, sociallogin: Any) -> None:
        """Take who comes from the company's sign-in for the user of the same verified address."""
        if sociallogin.is_existing and sociallogin.user.is_active:
            return
        user = known_user(sociallogin.email_addresses)
        if user is None:
            messages.error(
                request,
                "The company knows you, and this desk does not yet: ask an"
                " administrator to add your address under People.",
            )
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)


def known_user(addresses: Any) -> User | None:
    """Return the active user of one of the addresses that are verified; None: there is none."""
    verified = [item.email.lower() for item in addresses if item.verified]
    return User.objects.filter(email__in=verified, is_active=True).first()


def lacks_second_factor(request: HttpRequest) -> bool:
    """Tell whether who has signed in needs a second factor and has none."""
    user = request.user
    if not isinstance(user, User) or not user.has(*SECOND_FACTOR):
        return False
    if request.session.get(DEMO_MARK) or _is_by_company(request):
        return False
    return not Authenticator.objects.filter(user=user, type__in=_FACTORS).exists()


def _is_by_company(request: HttpRequest) -> bool:
    """Tell whether the session began at the company's sign-in, which asks for its own factors."""
    records = request.session.get("account_authentication_methods", ())
    return any(item.get("method") == "socialaccount" for item in records)
