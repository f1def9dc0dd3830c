"""What every page has around it, and how forms are drawn."""

from pathlib import Path

from company import Desk
from django import forms
from django.test import Client

import leadpact.desk

STATIC = Path(leadpact.desk.__file__).parent / "static" / "desk"


class LeaveForm(forms.Form):
    """A form as the desk's screens have them."""

    rep = forms.CharField(help_text="Who is away.")
    note = forms.CharField(required=False)


def test_form_that_is_wrong_keeps_the_input_and_says_beside_the_field_what_is_missing() -> None:
    form = LeaveForm({"rep": "", "note": "back in May"})
    page = form.as_div()
    assert 'value="back in May"' in page
    assert '<a href="#id_rep">Rep</a>: This field is required.' in page
    assert 'aria-describedby="id_rep_helptext id_rep_error"' in page
    assert 'id="id_rep_error"><li>This field is required.' in page


def test_sign_in_page_asks_for_address_and_password_and_offers_no_sign_up(desk: Desk) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert 'name="login"' in page
    assert 'name="password"' in page
    assert "/accounts/signup/" not in page


def test_person_signs_in_and_out_with_the_pages_of_the_desk(desk: Desk) -> None:
    user = desk.users["ann"]
    user.set_password("correct horse battery")
    user.save()
    client = Client()
    form = {"login": user.email, "password": "wrong"}
    assert "not correct" in client.post("/accounts/login/", form).content.decode()
    form["password"] = "correct horse battery"
    assert client.post("/accounts/login/", form).status_code == 302
    assert client.get("/queue").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/queue").status_code == 302


def test_page_lists_the_rooms_of_its_reader_alone(desk: Desk) -> None:
    page = desk.client("ann").get("/queue").content.decode()
    assert '<a href="/queue" aria-current="page">My queue</a>' in page
    assert "Operations" not in page


def test_no_page_needs_an_inline_script_or_style(desk: Desk) -> None:
    page = desk.client("ann").get("/queue").content.decode()
    for text in (" style=", "<style", "<script>", " onclick=", " onsubmit="):
        assert text not in page


def test_file_of_the_look_is_short() -> None:
    files = [*STATIC.glob("*.css"), *STATIC.glob("*.js")]
    assert len(files) >= 6
    assert [file.name for file in files if len(file.read_text().splitlines()) > 400] == []
