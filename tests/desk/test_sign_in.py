"""Sign in: throttled, with a second factor where it is needed, by the company, for 12 hours."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from company import TOTP_SECRET, Desk
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from leadpact.desk.options import UnableToReadOption, company_sign_in
from leadpact.desk.people.models import User
from leadpact.desk.people.sign_in import KnownPeopleOnly, known_user

PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"


@pytest.fixture
def signed(desk: Desk) -> Desk:
    """A desk whose users have a password, and that counts no failed sign-in yet."""
    cache.clear()
    for user in desk.users.values():
        user.set_password(PASSWORD)
        user.save()
    return desk


def _sign_in(client: Client, name: str, password: str = PASSWORD, **more: Any) -> Any:
    form = {"login": f"{name}@desk.example", "password": password}
    return client.post(LOGIN, form, **more)


def test_a_password_signs_in_and_the_session_ends_after_12_hours(signed: Desk) -> None:
    client = Client()
    before = client.get(LOGIN).cookies
    answer = _sign_in(client, "ann")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert 0 < client.session.get_expiry_age() <= 12 * 3600
    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert client.get("/queue").status_code == 200
    assert settings.SESSION_COOKIE_NAME not in before


def test_the_session_of_before_signing_in_is_not_kept(signed: Desk) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert _sign_in(client, "ann").status_code == 302
    assert client.session.session_key != planted
    assert not type(session)(planted).load()


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(signed: Desk) -> None:
    answers = [_sign_in(Client(), name, "wrong password") for name in ("ann", "nobody")]
    texts = [answer.content.decode().replace("nobody", "ann") for answer in answers]
    assert [answer.status_code for answer in answers] == [200, 200]
    strip = [text.split("<h1>")[1].split("csrfmiddlewaretoken")[0] for text in texts]
    assert strip[0] == strip[1]


def test_an_account_is_throttled_after_five_wrong_passwords_from_one_place(signed: Desk) -> None:
    for _ in range(5):
        assert _sign_in(Client(), "ann", "wrong password").status_code == 200
    answer = _sign_in(Client(), "ann")
    assert "Too many failed" in answer.content.decode()
    assert _sign_in(Client(), "bob").status_code == 302
    assert cache.__class__.__module__ != "django.core.cache.backends.locmem"


@pytest.mark.parametrize("name", ["rob", "ada"])
def test_who_decides_for_everybody_is_led_to_a_second_factor(signed: Desk, name: str) -> None:
    page = {"rob": "/leads/pat", "ada": "/tokens"}[name]
    signed.add_lead("pat")
    user = signed.users[name]
    assert signed.client(name).get(page).status_code == 200
    Authenticator.objects.filter(user=user).delete()
    client = Client()
    assert _sign_in(client, name).status_code == 302
    answer = client.get(page)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_activate_totp"))
    assert client.post("/tokens/add").status_code == 302
    asked = client.get(answer["Location"])["Location"]
    assert asked.startswith(reverse("account_reauthenticate"))  # the password first, once more
    assert client.post(asked, {"password": PASSWORD})["Location"] == answer["Location"]
    assert client.get(answer["Location"]).status_code == 200
    assert signed.client("ann").get("/queue").status_code == 200  # an SDR needs none


def test_a_demo_asks_for_no_second_factor(signed: Desk) -> None:
    Authenticator.objects.all().delete()
    client = signed.client("ada")
    session = client.session
    session["demo"] = True
    session.save()
    assert client.get("/tokens").status_code == 200


def test_who_signs_in_by_the_company_has_its_second_factor(signed: Desk) -> None:
    Authenticator.objects.all().delete()
    client = signed.client("ada")
    session = client.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": time.time()}]
    session.save()
    assert client.get("/tokens").status_code == 200


def test_a_code_of_the_app_signs_in_and_its_secret_is_stored_encrypted(signed: Desk) -> None:
    client = Client()
    answer = _sign_in(client, "rob")
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert client.get("/leads/pat").status_code == 302  # the password alone opens nothing
    code = format_hotp_value(hotp_value(TOTP_SECRET, next(iter(yield_hotp_counters_from_time()))))
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == 302
    assert client.get("/tokens").status_code == 200
    assert TOTP_SECRET not in str(list(Authenticator.objects.values("data")))


def test_signing_in_leads_to_no_page_elsewhere(signed: Desk) -> None:
    for target in ("https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"):
        client = Client()
        form = {"login": "ann@desk.example", "password": PASSWORD, "next": target}
        answer = client.post(LOGIN, form)
        assert answer["Location"] == "/", target
    form = {"login": "ann@desk.example", "password": PASSWORD, "next": "/queue"}
    assert Client().post(LOGIN, form)["Location"] == "/queue"


def _from_company(email: str, *, verified: bool) -> Any:
    connected = list[Any]()
    return SimpleNamespace(
        is_existing=False,
        email_addresses=[EmailAddress(email=email, verified=verified)],
        connect=lambda _, user: connected.append(user),
        connected=connected,
    )


def test_the_company_signs_in_whom_the_desk_knows_by_a_verified_address(signed: Desk) -> None:
    client = Client()
    request = client.get(LOGIN).wsgi_request
    request._messages = SimpleNamespace(add=lambda *_: None)
    known = _from_company("ANN@desk.example", verified=True)
    KnownPeopleOnly().pre_social_login(request, known)
    assert known.connected == [signed.users["ann"]]
    for email, verified in (("ann@desk.example", False), ("eve@elsewhere.example", True)):
        with pytest.raises(ImmediateHttpResponse):
            KnownPeopleOnly().pre_social_login(request, _from_company(email, verified=verified))
    User.objects.filter(email="ann@desk.example").update(is_active=False)
    assert known_user([EmailAddress(email="ann@desk.example", verified=True)]) is None


def test_a_sign_in_by_the_company_is_set_whole_or_refused() -> None:
    (app,) = company_sign_in("https://login.example.com", "desk", "hush", "Northwind")
    assert app["settings"] == {"server_url": "https://login.example.com"}
    for given in (("http://login.example.com", "a", "b"), ("https://login.example.com", "a", "")):
        with pytest.raises(UnableToReadOption):
            company_sign_in(*given, "Northwind")
