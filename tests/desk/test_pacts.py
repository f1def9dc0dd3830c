"""RevOps checks a pact, sees what it changes in words and numbers, and publishes it."""

from datetime import timedelta

import pytest
from company import MONDAY, PACT, Desk
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leadpact.desk import clock
from leadpact.desk.governance import draft_actions
from leadpact.desk.governance.actions import publish
from leadpact.desk.governance.draft_actions import count_volumes
from leadpact.desk.governance.models import AuditEntry, PactDraft
from leadpact.desk.leads.models import LeadClock
from leadpact.desk.store import fingerprint_in_force, open_store, rules_in_force
from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import RecordTouch
from leadpact.pact.check import load_pact_text
from leadpact.terms.stages import TouchKind

STRICTER = PACT.replace('when: "intent >= 20"', 'when: "intent >= 60"')


def check(desk: Desk, text: str = STRICTER, **form: object) -> tuple[int, str]:
    """Check a pact as RevOps; return the status and the page that follows."""
    values = {"text": text, "days": "30", **form}
    answer = desk.client("rob").post("/pact/check", values, follow=True)
    return answer.status_code, answer.content.decode()


def press(desk: Desk, **form: str) -> tuple[int, str]:
    """Press the button that publishes the newest draft."""
    draft = PactDraft.objects.first()
    assert draft is not None
    path = f"/pact/drafts/{draft.pk}/publish"
    answer = desk.client("rob").post(path, form, follow=True)
    return answer.status_code, answer.content.decode()


def test_page_shows_the_pact_in_force_with_its_history(desk: Desk) -> None:
    page = desk.client("rob").get("/pact").content.decode()
    assert "Pact: The desk of the tests" in page
    assert load_pact_text(PACT).fingerprint[:12] in page
    assert "test (system)" in page


def test_pact_with_faults_keeps_the_input_and_names_line_reason_and_fix(desk: Desk) -> None:
    text = PACT.replace("points: 40", "points: forty")
    status, page = check(desk, text)
    line = text.splitlines().index(next(it for it in text.splitlines() if "forty" in it)) + 1
    assert status == 422
    assert f">{line}</td>" in page
    assert "points: forty" in page
    assert not PactDraft.objects.exists()


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"\xff\xfe\x00", "no text in UTF-8"),
        (b"x" * 2_000_001, "larger than 2 MB"),
        (b"", "pact"),
    ],
)
def test_file_that_is_no_pact_is_refused_in_words(desk: Desk, file: bytes, words: str) -> None:
    status, page = check(desk, "", file=SimpleUploadedFile("pact.yaml", file))
    assert status == 422
    assert words in page


def test_form_without_a_pact_asks_for_one(desk: Desk) -> None:
    status, page = check(desk, " ")
    assert (status, "Choose a file, or write the pact" in page) == (422, True)


def test_draft_says_what_changes_in_words_and_how_many_leads_it_concerns(desk: Desk) -> None:
    desk.add_lead("pat")
    desk.add_lead("sam", Activity("sam/c", "content_downloaded", clock.now()))
    status, page = check(desk, PACT.replace("intent >= 20", "intent >= 5"))
    assert status == 200
    assert "gate conversation_lead: intent 20 → 5" in page
    rows = " ".join(page.split())
    assert "<td" in rows
    draft = PactDraft.objects.get()
    assert draft.ended_at is not None
    assert draft.volumes["old"]["gates"] == {"conversation_lead": 1}
    assert draft.volumes["new"]["gates"] == {"conversation_lead": 2}
    assert draft.volumes["new"]["to"] == {"pool inbound": 2}
    assert "qualify: MQL" in page
    assert "go to pool inbound" in page
    assert "+1" in page


def test_counts_that_take_long_are_made_part_by_part_by_the_worker(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadpact.desk.governance.draft_actions._PART", 2)
    monkeypatch.setattr("leadpact.desk.governance.pact_views.PATIENCE_SECONDS", -1)
    for number in range(5):
        desk.add_lead(f"lead-{number}")
    _, page = check(desk)
    assert "2 leads are counted so far" in page
    while count_volumes(as_of=clock.now(), patience=-1):
        pass
    draft = PactDraft.objects.get()
    assert draft.volumes["old"]["n_leads"] == 5
    assert draft.ended_at is not None
    assert draft_actions.count_volumes(as_of=clock.now()) == 0


def test_published_pact_decides_from_then_on_and_is_audited(desk: Desk) -> None:
    desk.add_lead("pat")
    check(desk)
    status, page = press(desk)
    assert status == 200
    assert "Published: in force from now on" in page
    assert fingerprint_in_force(clock.now()) == load_pact_text(STRICTER).fingerprint
    entry = AuditEntry.objects.filter(act="pact.published").latest("id")
    assert entry.actor == f"person:user-{desk.users['rob'].pk}"
    assert "Rob" in page  # who published it


def test_running_clocks_stay_as_they_are_when_a_pact_is_published(desk: Desk) -> None:
    desk.add_lead("pat")
    before = set(LeadClock.objects.values_list("clock_id", "due_at", "state"))
    check(desk, PACT.replace("within: {hours: 4}", "within: {hours: 2}"))
    press(desk)
    with clock.fixed(MONDAY + timedelta(minutes=1)):
        desk.record("pat", _touch("ann"))
    after = dict(LeadClock.objects.values_list("clock_id", "due_at"))
    assert {name: at for name, at, _ in before} == after


def _touch(rep_id: str) -> RecordTouch:
    return RecordTouch("call", clock.now(), rep_id, TouchKind.CALL, actor=f"person:{rep_id}")


def test_pact_to_come_is_in_force_from_its_moment_on(desk: Desk) -> None:
    check(desk)
    press(desk, effective_at="2026-06-02T09:00")
    fingerprint = load_pact_text(STRICTER).fingerprint
    assert fingerprint_in_force(clock.now()) != fingerprint
    assert "to come" in desk.client("rob").get("/pact").content.decode()
    assert fingerprint_in_force(MONDAY + timedelta(days=1)) == fingerprint


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-05-01T09:00", "It is in the past"),
        ("2030-05-01T09:00", "more than a year away"),
        ("soon", "Enter a valid date/time"),
    ],
)
def test_wrong_moment_is_answered_in_words_and_publishes_nothing(
    desk: Desk, at: str, words: str
) -> None:
    check(desk)
    status, page = press(desk, effective_at=at)
    assert (status, words in page) == (422, True)
    assert rules_in_force(clock.now()).fingerprint == load_pact_text(PACT).fingerprint


def test_draft_is_not_published_where_another_pact_was_meanwhile(desk: Desk) -> None:
    check(desk)
    publish(PACT.replace("points: 40", "points: 30"), by="system:other")
    status, page = press(desk)
    assert status == 409
    assert "Another pact was published since this one was checked" in page
    assert fingerprint_in_force(clock.now()) != load_pact_text(STRICTER).fingerprint
    seqs = open_store().statements.run("SELECT count(*) FROM pact")
    assert seqs[0][0] == 2


def test_double_press_publishes_once(desk: Desk) -> None:
    check(desk)
    press(desk)
    assert "It was published already" in press(desk)[1]
    assert open_store().statements.run("SELECT count(*) FROM pact")[0][0] == 2


def test_pact_of_before_is_brought_back_by_publishing_it_again(desk: Desk) -> None:
    check(desk)
    press(desk)
    with clock.fixed(MONDAY + timedelta(hours=1)):
        old = open_store().statements.run("SELECT min(seq) FROM pact")[0][0]
        page = desk.client("rob").post(f"/pact/published/{old}/back", follow=True)
        assert "intent 60 → 20" in page.content.decode()
        press(desk)
        assert fingerprint_in_force(clock.now()) == load_pact_text(PACT).fingerprint


def test_first_pact_is_checked_and_published_where_none_is_in_force(desk: Desk) -> None:
    with clock.fixed(MONDAY - timedelta(days=30)):
        assert "No pact is in force" in desk.client("rob").get("/pact").content.decode()
        status, page = check(desk, PACT)
        assert (status, "No pact is in force yet" in page) == (200, True)


def test_only_revops_publishes(desk: Desk) -> None:
    check(desk)
    for name in ("ann", "may", "max", "eli", "ada"):
        client = desk.client(name)
        assert client.post("/pact/check", {"text": PACT}).status_code == 404
        path = f"/pact/drafts/{PactDraft.objects.get().pk}/publish"
        assert client.post(path).status_code == 404
        assert "Check and compare" not in client.get("/pact").content.decode()


def test_pages_of_pacts_take_at_most_20_queries(desk: Desk) -> None:
    desk.add_lead("pat")
    check(desk)
    client = desk.client("rob")
    for path in ("/pact", f"/pact/drafts/{PactDraft.objects.get().pk}"):
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        assert len(queries) <= 20
