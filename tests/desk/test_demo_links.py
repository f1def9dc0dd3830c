"""Links that sign in: only at a demo, on this machine, for twelve hours."""

from datetime import timedelta

import pytest
from company import MONDAY, Desk
from django.test import Client

from leadpact.desk import clock
from leadpact.desk.demo.actions import demo_users
from leadpact.desk.demo.links import SESSION_MARK, make_token
from leadpact.desk.demo.models import DemoDesk


@pytest.fixture
def demo(desk: Desk) -> Desk:
    """A desk whose database is a demo."""
    DemoDesk.objects.create(made_at=MONDAY)
    return desk


def _path(desk: Desk, name: str) -> str:
    return f"/demo/sign-in/{make_token(desk.users[name])}"


def _browser(**more: str) -> Client:
    return Client(**{"SERVER_NAME": "127.0.0.1", **more})


def test_link_signs_in_each_browser_and_again_changes_nothing(demo: Desk) -> None:
    for browser in (_browser(), _browser()):
        assert browser.get(_path(demo, "ann")).headers["Location"] == "/"
        session = browser.session.session_key
        assert browser.get("/queue").status_code == 200
        assert browser.get(_path(demo, "ann")).status_code == 302
        assert browser.session.session_key == session


def test_link_of_another_role_changes_who_has_signed_in(demo: Desk) -> None:
    browser = _browser()
    for name, user in demo.users.items():
        browser.get(_path(demo, name))
        assert browser.session["_auth_user_id"] == str(user.pk)
        assert browser.session[SESSION_MARK]


def test_link_ends_after_twelve_hours(demo: Desk) -> None:
    path = _path(demo, "ann")
    with clock.fixed(MONDAY + timedelta(hours=11)):
        assert _browser().get(path).status_code == 302
    with clock.fixed(MONDAY + timedelta(hours=12)):
        answer = _browser().get(path)
    assert answer.status_code == 404
    assert "twelve hours" in answer.content.decode()


def test_link_that_was_changed_signs_nobody_in(demo: Desk) -> None:
    path, ann, ada = _path(demo, "ann"), demo.users["ann"].pk, demo.users["ada"].pk
    changed = path.replace(f"/{ann}-", f"/{ada}-")
    for wrong in (changed, path[:-1], "/demo/sign-in/1-2", "/demo/sign-in/a"):
        assert _browser().get(wrong).status_code == 404


@pytest.mark.parametrize(
    "request_from",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_HOST": "testserver"},
        {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
    ],
    ids=["another machine", "another name", "a proxy", "nowhere"],
)
def test_link_signs_in_on_this_machine_alone(demo: Desk, request_from: dict[str, str]) -> None:
    browser = _browser(**request_from)
    assert browser.get(_path(demo, "ann")).status_code == 404
    assert "_auth_user_id" not in browser.session


def test_no_link_signs_in_where_the_database_is_no_demo(desk: Desk) -> None:
    assert _browser().get(_path(desk, "ann")).status_code == 404


def test_no_link_is_made_for_a_user_who_may_not_sign_in(demo: Desk) -> None:
    demo.users["ann"].is_active = False
    demo.users["ann"].save(update_fields=["is_active"])
    demo.users["may"].is_active = False
    demo.users["may"].save(update_fields=["is_active"])
    users = {item.user for item in demo_users(as_of=MONDAY)}
    assert demo.users["bob"] in users
    assert not users & {demo.users["ann"], demo.users["may"]}
