"""What `judge` may be sent: every wrong type, what is no JSON, and what is too much."""

import json

from hostile.scene import Case

JUDGE = "judge --pact pact.yaml --as-of 2026-03-01T00:00:00Z"
GOOD = '{"lead": {"lead_id": "1", "employees": 20}}'


def judge(name: str, text: str | bytes, *says: str, exit_code: int = 1, **more: object) -> Case:
    return Case(name, JUDGE, says, exit_code, text=text, **more)


def lead(**fields: object) -> str:
    return json.dumps({"lead": {"lead_id": "1", **fields}})


def unreadable(name: str, text: str, path: str) -> Case:
    return judge(name, text, f"1:{path} error lead-unreadable")


REQUESTS = [
    judge("no line", "", "standard input warning input-empty", exit_code=0),
    judge("empty lines alone", "\n \n\t\n", "standard input warning input-empty", exit_code=0),
    judge("words", "hello\n", "1: error json-syntax"),
    judge("half an object", '{"lead": {', "1: error json-syntax"),
    unreadable("NaN", '{"lead": {"lead_id": "1", "employees": NaN}}', "lead.employees"),
    unreadable(
        "an infinite number", '{"lead": {"lead_id": "1", "employees": -Infinity}}', "lead.employees"
    ),
    judge("bytes that are no UTF-8", b'{"lead": {"lead_id": "\xff"}}\n', "1: error json-syntax"),
    judge("UTF-16", GOOD.encode("utf-16"), "1: error json-syntax"),
    judge("a byte-order mark", b"\xef\xbb\xbf" + GOOD.encode(), exit_code=0),
    judge("NUL between", b'{"lead": \0}', "1: error json-syntax"),
    judge("a hundred thousand brackets", "[" * 100_000, "1: error json-syntax"),
    judge(
        "a line of eleven million bytes",
        '{"lead": "' + "x" * 11_000_000 + '"}\n' + GOOD,
        "1: error json-too-large",
    ),
    judge(
        "a name twice",
        '{"lead": {"lead_id": "1", "lead_id": "2"}}',
        "1:lead_id error json-duplicate-name",
    ),
    judge(
        "the middle one of three is bad",
        f"{GOOD}\n{{\n{GOOD}\n",
        "2: error json-syntax",
        shows=('"fingerprint"',),
    ),
    unreadable("null as the line", "null", "the line"),
    unreadable("a list as the line", "[]", "the line"),
    unreadable("a number as the line", "1", "the line"),
    unreadable("a text as the line", '"lead"', "the line"),
    unreadable("no lead", "{}", "lead"),
    unreadable("null as the lead", '{"lead": null}', "lead"),
    unreadable("a list as the lead", '{"lead": []}', "lead"),
    unreadable("a lead without an id", '{"lead": {}}', "lead.lead_id"),
    unreadable("an id of nothing", lead(lead_id=""), "lead.lead_id"),
    unreadable("an id that is a list", lead(lead_id=[]), "lead.lead_id"),
    unreadable("an id that is true", lead(lead_id=True), "lead.lead_id"),
    unreadable("an id that is a broken number", lead(lead_id=1.5), "lead.lead_id"),
    unreadable("a whole number as a text", lead(employees="20"), "lead.employees"),
    unreadable("a whole number as true", lead(employees=True), "lead.employees"),
    unreadable("a whole number that is broken", lead(employees=20.5), "lead.employees"),
    unreadable(
        "a number of 400 digits",
        '{"lead": {"lead_id": "1", "employees": ' + "9" * 400 + "}}",
        "lead.employees",
    ),
    judge(
        "a number of 5,000 digits",
        '{"lead": {"lead_id": "1", "employees": ' + "9" * 5_000 + "}}",
        "1: error json-syntax",
    ),
    unreadable("1e999", '{"lead": {"lead_id": "1", "employees": 1e999}}', "lead.employees"),
    unreadable("a lone surrogate", '{"lead": {"lead_id": "\\ud800"}}', "lead.lead_id"),
    unreadable("a moment as a number", lead(created_at=1), "lead.created_at"),
    unreadable(
        "a moment without a zone", lead(created_at="2026-01-01T00:00:00"), "lead.created_at"
    ),
    unreadable(
        "a moment of no century", lead(created_at="9999-01-01T00:00:00Z"), "lead.created_at"
    ),
    unreadable("a stage that there is not", lead(stage="WON"), "lead.stage"),
    unreadable(
        "activities that are an object",
        '{"lead": {"lead_id": "1"}, "activities": {}}',
        "activities",
    ),
    unreadable(
        "an activity that is a text",
        '{"lead": {"lead_id": "1"}, "activities": ["x"]}',
        "activities[0]",
    ),
    unreadable(
        "an activity without a kind",
        '{"lead": {"lead_id": "1"}, "activities": [{"occurred_at": "2026-01-01T00:00:00Z"}]}',
        "activities[0].kind",
    ),
    unreadable(
        "colleagues that are a number", '{"lead": {"lead_id": "1"}, "colleagues": 3}', "colleagues"
    ),
    unreadable(
        "a colleague without a lead",
        '{"lead": {"lead_id": "1"}, "colleagues": [{}]}',
        "colleagues[0].lead",
    ),
    unreadable(
        "a moment of the line that is empty", '{"lead": {"lead_id": "1"}, "as_of": ""}', "as_of"
    ),
    unreadable(
        "a moment of the line that is a list", '{"lead": {"lead_id": "1"}, "as_of": []}', "as_of"
    ),
    unreadable(
        "a name of the line with a typing error",
        '{"lead": {"lead_id": "1"}, "activites": []}',
        "activites",
    ),
    Case(
        "a moment without a zone as an option",
        "judge --pact pact.yaml --as-of 2026-01-01",
        ("--as-of error as-of-unreadable",),
        text=GOOD,
    ),
    Case(
        "a pact that is missing",
        "judge --pact nowhere.yaml",
        ("nowhere.yaml error file-missing",),
        text=GOOD,
    ),
    Case(
        "a pact with a fault",
        "judge --pact p.yaml",
        ("p.yaml:1:1 error pact-empty",),
        files={"p.yaml": "- 1"},
        text=GOOD,
    ),
]

CASES = REQUESTS
