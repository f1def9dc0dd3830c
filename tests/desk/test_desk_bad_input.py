"""Numbers and letters that no form sends are answered in words, on both databases."""

import pytest
from company import Desk

HUGE = "9" * 30
LONGER = "9" * 5000


@pytest.mark.parametrize("number", [HUGE, LONGER, "²", "-1", "1.5", "x", "a\x00b"])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("rob", "/audit?before="),
        ("ann", "/queue/news?mark=x."),
        ("ann", "/queue?lead="),
        ("ann", "/queue/find?q="),
        ("rob", "/marketing?days="),
        ("ann", "/leads/"),
    ],
)
def test_address_with_a_damaged_number_is_no_fault_of_the_desk(
    desk: Desk, who: str, path: str, number: str
) -> None:
    desk.add_lead("pat")
    client = desk.client(who)
    client.raise_request_exception = False
    kind = path.rpartition("/")[2]
    answer = client.get(path + number) if not kind else client.get(*_query(path, number))
    assert answer.status_code < 500


def _query(path: str, value: str) -> tuple[str, dict[str, str]]:
    address, _, rest = path.partition("?")
    name, _, start = rest.partition("=")
    return address, {name: start + value}


@pytest.mark.parametrize("number", [HUGE, LONGER, "²", "-1", "x", "a\x00b"])
@pytest.mark.parametrize(
    ("who", "path", "name"),
    [
        ("rob", "/tokens/add", "user"),
        ("may", "/quarantine/decide", "submission"),
        ("ann", "/queue/act", "lead_id"),
        ("ann", "/queue/refusal", "lead_id"),
        ("may", "/team/move", "lead"),
        ("may", "/reps/ann/caps", "weight"),
        ("may", "/absences/add", "rep"),
    ],
)
def test_form_with_a_damaged_number_is_no_fault_of_the_desk(
    desk: Desk, who: str, path: str, name: str, number: str
) -> None:
    client = desk.client(who)
    client.raise_request_exception = False
    form = {"name": "CRM", "scopes": "leads:read", "command_id": "page-1", "outcome": "touch.CALL"}
    assert client.post(path, {**form, name: number}).status_code < 500


def test_form_that_is_too_large_is_refused_as_that(desk: Desk) -> None:
    answer = desk.client("rob").post("/pact/check", {"text": "x" * 3_000_000})
    assert answer.status_code == 413
    assert "more than the desk takes at once" in answer.content.decode()
