"""A prospect fills in the form; a machine's submission waits for somebody to look."""

from datetime import timedelta
from random import Random

import pytest
from company import MONDAY, PACT, Desk
from django.conf import settings
from visitors import ANSWERS, Visitor

from leadpact.desk import clock
from leadpact.desk.capture.form_actions import make_first_form
from leadpact.desk.capture.form_queries import read_versions, share_words
from leadpact.desk.capture.models import (
    Consent,
    FormVersion,
    FormVisit,
    NetworkCount,
    QuarantinedSubmission,
)
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.store import rules_in_force


@pytest.fixture
def form(desk: Desk) -> FormVersion:
    """The form that every desk begins with."""
    make_first_form(rules_in_force(MONDAY).ruleset)
    return FormVersion.objects.get(slug="demo")


def test_prospect_who_sends_the_form_is_a_lead_with_an_owner(desk: Desk, form: FormVersion) -> None:
    response = Visitor().open("?utm_campaign=spring").send()
    assert response.status_code == 302
    assert response.url == "/f/demo/thanks"
    card = LeadCard.objects.get()
    assert (card.name, card.owner_rep_id, card.stage) == ("Pat Neil", "ann", "CONVERSATION_LEAD")
    assert (card.source, card.campaign) == ("form demo", "spring")
    activity = desk.state(card.lead_id).activities[0]
    assert (activity.kind, activity.channel, activity.campaign) == (
        "demo_requested",
        "form",
        "spring",
    )


def test_form_sets_no_cookie_and_opens_for_everybody(desk: Desk, form: FormVersion) -> None:
    visitor = Visitor().open()
    assert "Ask for a demo" in visitor.page
    visitor.send()
    assert visitor.client.get("/f/demo/thanks").status_code == 200
    assert not visitor.client.cookies
    assert Visitor(slug="no-such").client.get("/f/no-such").status_code == 404


def test_double_press_is_one_lead(desk: Desk, form: FormVersion) -> None:
    visitor = Visitor().open()
    assert visitor.send().status_code == visitor.send().status_code == 302
    assert LeadCard.objects.count() == 1
    assert not QuarantinedSubmission.objects.exists()


def test_faulty_answers_are_kept_and_named(desk: Desk, form: FormVersion) -> None:
    visitor = Visitor().open()
    response = visitor.send(email="pat@", company="", title="VP")
    assert response.status_code == 422
    assert "Please correct 2 answers" in visitor.page
    assert 'href="#field-email"' in visitor.page
    assert 'value="VP"' in visitor.page
    assert "Enter your company." in visitor.page
    assert visitor.send(seconds=25).status_code == 302  # corrected, nothing to wait for
    assert LeadCard.objects.count() == 1
    losses = {loss.field.name: loss.n_errors for loss in read_versions("demo")[0].losses}
    assert (losses["email"], losses["company"], losses["phone"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("test@test.com", "placeholder"),
        ("pat@mailinator.com", "thrown away"),
        ("pat@gmial.com", "Did you mean gmail.com?"),
    ],
)
def test_address_that_will_not_do_is_flagged_in_words(
    desk: Desk, form: FormVersion, email: str, words: str
) -> None:
    visitor = Visitor().open()
    assert visitor.send(email=email).status_code == 422
    assert words in visitor.page
    assert not LeadCard.objects.exists()


def test_address_that_looks_misspelt_is_taken_when_it_is_sent_again(
    desk: Desk, form: FormVersion
) -> None:
    visitor = Visitor().open()
    assert visitor.send(email="pat@gmial.com").status_code == 422
    assert visitor.send(email="pat@gmial.com").status_code == 302


def test_markup_in_answers_is_shown_as_text(desk: Desk, form: FormVersion) -> None:
    visitor = Visitor().open()
    visitor.send(email="pat@", title='"><script>alert(1)</script>')
    assert "<script>alert" not in visitor.page


@pytest.mark.parametrize(
    ("answers", "options", "reason"),
    [
        ({"fax_number": "1"}, {}, "HONEYPOT"),
        ({"token": ""}, {}, "NO_TOKEN"),
        ({"token": "forged:x"}, {}, "NO_TOKEN"),
        ({}, {"seconds": 1}, "TOO_FAST"),
        ({}, {"solved": False}, "NO_PUZZLE"),
        ({"proof": "x"}, {}, "WRONG_PUZZLE"),
        ({"title": "see http://spam.example"}, {}, "LINKS"),
    ],
)
def test_suspect_submission_waits_in_quarantine(
    desk: Desk, form: FormVersion, answers: dict, options: dict, reason: str
) -> None:
    response = Visitor().open().send(**options, **answers)
    assert response.url == "/f/demo/thanks"  # a machine is not told
    assert not LeadCard.objects.exists()
    assert reason in QuarantinedSubmission.objects.get().reasons


def test_form_works_without_javascript_once_a_person_releases_it(
    desk: Desk, form: FormVersion
) -> None:
    Visitor().open().send(solved=False)
    waiting = QuarantinedSubmission.objects.get()
    page = desk.client("rob").get("/quarantine").content.decode()
    assert "without JavaScript" in page
    assert "pat@northwind.example.org" in page
    act = {"act": "release", "submission": waiting.pk}
    with clock.fixed(MONDAY + timedelta(hours=1)):
        assert desk.client("may").post("/quarantine/decide", act).status_code == 302
        desk.client("may").post("/quarantine/decide", act)
    card = LeadCard.objects.get()
    assert (card.name, card.owner_rep_id) == ("Pat Neil", "ann")
    waiting.refresh_from_db()
    assert (waiting.lead_id, waiting.values) == (card.lead_id, {})


def test_discarded_submission_keeps_no_answers(desk: Desk, form: FormVersion) -> None:
    Visitor().open().send(solved=False)
    waiting = QuarantinedSubmission.objects.get()
    act = {"act": "discard", "submission": waiting.pk}
    desk.client("rob").post("/quarantine/decide", act)
    waiting.refresh_from_db()
    assert waiting.values == {}
    assert waiting.closed_at is not None
    assert not LeadCard.objects.exists()
    assert desk.client("ann").get("/quarantine").status_code == 404


def test_one_opened_form_sent_with_other_answers_waits(desk: Desk, form: FormVersion) -> None:
    visitor = Visitor().open()
    visitor.send()
    visitor.send(email="other@fabrikam.example.org")
    assert LeadCard.objects.count() == 1
    assert QuarantinedSubmission.objects.get().reasons == ["USED_TWICE"]


def test_page_that_was_open_for_days_is_shown_again_with_its_answers(
    desk: Desk, form: FormVersion
) -> None:
    visitor = Visitor().open()
    response = visitor.send(seconds=2 * 86_400)
    assert response.status_code == 422
    assert "open for more than a day" in visitor.page
    assert 'value="Northwind"' in visitor.page
    assert visitor.send(seconds=2 * 86_400 + 1).status_code == 302
    assert LeadCard.objects.count() == 1


def test_counts_of_a_version_follow_its_visitors(desk: Desk, form: FormVersion) -> None:
    Visitor().open()
    left = Visitor().open()
    for field in ("first_name", "phone", "no_such_field"):
        left.client.post("/f/demo/touched", {"token": left.hidden()["token"], "field": field})
    sent = Visitor().open()
    sent.client.post("/f/demo/touched", {"token": sent.hidden()["token"], "field": "email"})
    sent.send()
    view = read_versions("demo")[0]
    assert (view.n_views, view.n_begun, view.n_sent, view.n_quarantined) == (3, 2, 1, 0)
    assert {loss.field.name: loss.n_left for loss in view.losses if loss.n_left} == {"phone": 1}
    page = desk.client("max").get("/forms/demo").content.decode()
    assert "1 of 2 left there" in page
    assert share_words(22, 200, "left there") == "11 ± 4 % left there"


def test_network_that_sends_more_than_an_office_does_waits(desk: Desk, form: FormVersion) -> None:
    minute = int(MONDAY.timestamp()) // 60
    NetworkCount.objects.create(network="198.51.100.0/24", what="form", minute=minute, n=30)
    Visitor().open().send()
    assert QuarantinedSubmission.objects.get().reasons == ["TOO_MANY"]
    Visitor("203.0.113.9").open().send(email="else@fabrikam.example.org")
    assert LeadCard.objects.count() == 1


def test_must_have_that_no_field_asks_is_warned_of(desk: Desk, form: FormVersion) -> None:
    client = desk.client("rob")
    assert "No field asks" not in client.get("/forms/demo").content.decode()
    fields = {"title": "Short", "ask-email": "1", "ask-last_name": "1", "required-email": "1"}
    assert client.post("/forms/demo/new", fields).status_code == 302
    page = client.get("/forms/demo").content.decode()
    assert "No field asks for <strong>company</strong>" in page
    assert "Version 2, live" in page
    assert [item.version for item in FormVersion.objects.filter(is_live=True)] == [2]


def test_new_version_without_a_way_to_answer_is_refused_and_kept(
    desk: Desk, form: FormVersion
) -> None:
    client = desk.client("rob")
    given = {"title": "Short", "ask-company": "1", "redirect_to": "https://elsewhere.example/"}
    response = client.post("/forms/demo/new", given)
    assert response.status_code == 422
    assert 'value="Short"' in response.content.decode()
    given["ask-email"] = "1"
    assert "LEADPACT_ORIGINS" in client.post("/forms/demo/new", given).content.decode()
    assert desk.client("max").post("/forms/demo/new", given).status_code == 404


def test_consent_is_asked_and_kept_in_its_wording(desk: Desk, form: FormVersion) -> None:
    fields = {"title": "Demo", **{f"ask-{name}": "1" for name in ANSWERS}}
    wording = {"consent_wording": "Yes, write to me.", "consent_purpose": "marketing"}
    desk.client("rob").post("/forms/demo/new", {**fields, **wording})
    visitor = Visitor().open("?page=https://www.example.com/demo")
    assert "Yes, write to me." in visitor.page
    visitor.send(consent="yes")
    kept = Consent.objects.get()
    assert (kept.purpose, kept.wording_version, kept.page) == (
        "marketing",
        "demo 2",
        "https://www.example.com/demo",
    )


def test_form_may_be_framed_and_lead_to_the_sites_that_the_desk_knows(
    desk: Desk, form: FormVersion, settings_of_origins: list[str]
) -> None:
    policy = Visitor().client.get("/f/demo").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://www.example.com" in policy
    FormVersion.objects.update(redirect_to="https://www.example.com/thanks")
    assert Visitor().open().send().url == "https://www.example.com/thanks"
    settings_of_origins.clear()
    other = Visitor("203.0.113.9").open()
    assert other.send(email="else@fabrikam.example.org").url == "/f/demo/thanks"


@pytest.fixture
def settings_of_origins(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sites that may embed a form."""
    origins = ["https://www.example.com"]
    monkeypatch.setattr(settings, "ORIGINS", origins)
    return origins


def test_script_that_embeds_a_form_is_small(desk: Desk, form: FormVersion) -> None:
    response = Visitor().client.get("/f/demo/embed.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert 0 < len(response.content) <= 8_000


def test_form_without_a_pact_in_force_says_so_and_keeps_the_answers(
    desk: Desk, form: FormVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadpact.desk.capture.form_views.has_pact", lambda _: False)
    visitor = Visitor().open()
    response = visitor.send()
    assert response.status_code == 503
    assert 'value="Northwind"' in visitor.page


def test_network_that_sends_without_end_is_turned_away(desk: Desk, form: FormVersion) -> None:
    visitor = Visitor().open()
    minute = int(MONDAY.timestamp()) // 60
    NetworkCount.objects.create(network="198.51.100.0/24", what="form", minute=minute, n=600)
    response = visitor.send()
    assert response.status_code == 429
    assert response.headers["Retry-After"]


def test_first_form_asks_every_must_have_of_its_pact(desk: Desk, form: FormVersion) -> None:
    assert form.activity == "demo_requested"
    assert "must_have" in PACT
    assert [item["name"] for item in form.fields][:4] == [
        "first_name",
        "last_name",
        "email",
        "company",
    ]


@pytest.mark.long
def test_machines_are_quarantined_and_people_are_not(desk: Desk, form: FormVersion) -> None:
    """Must hold 24: of 1,000 posts of machines 99 % wait, of 200 people's none."""
    chance, at = Random(24), MONDAY
    for n in range(1000):
        at += timedelta(seconds=2)
        with clock.fixed(at):
            _post_as_machine(n, chance)
    assert QuarantinedSubmission.objects.count() >= 990
    assert LeadCard.objects.count() <= 10
    n_waiting, n_known = QuarantinedSubmission.objects.count(), LeadCard.objects.count()
    for n in range(200):
        at += timedelta(seconds=30)
        with clock.fixed(at):
            name = f"{chr(97 + n % 26)}{chr(97 + n // 26)}"
            person = Visitor(f"192.0.2.{n % 50}" if n % 2 else f"203.0.{n}.7").open()
            response = person.send(
                seconds=chance.randint(8, 240),
                first_name=f"Kim{name}",
                last_name=f"Jensen{name}{name}",
                email=f"kim.{name}@{name}works.org",
                company=f"{name}works",
                phone="",
            )
            assert response.status_code == 302
    assert QuarantinedSubmission.objects.count() == n_waiting
    assert FormVisit.objects.filter(outcome="SENT").count() >= 200
    assert LeadCard.objects.count() > n_known


def _post_as_machine(n: int, chance: Random) -> None:
    """Post as machines do: at once, into every field, without the script, or the same again."""
    machine = Visitor(f"45.{n % 200}.{n % 7}.9")
    kind = chance.randrange(5)
    own = {"email": f"buyer{n}@promo{n % 40}.biz", "last_name": "Smith", "phone": ""}
    if kind == 0:  # without ever opening the form
        machine.client.post(machine.path, {**ANSWERS, **own})
        return
    machine.open()
    if kind == 1:
        machine.send(seconds=0, solved=False, **own)
    elif kind == 2:
        machine.send(seconds=40, solved=False, fax_number="1", **own)
    elif kind == 3:  # patient, but it runs no script
        machine.send(seconds=chance.randint(4, 90), solved=False, **own)
    else:  # says that it ran the script
        machine.send(seconds=chance.randint(4, 90), solved=False, proof=str(n), **own)
