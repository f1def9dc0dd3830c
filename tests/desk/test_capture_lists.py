"""A list is uploaded, checked row by row, and imported; each row has a result."""

import csv
import io

import pytest
from company import Desk
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from test_capture import send

from leadpact.desk import clock
from leadpact.desk.capture.list_actions import work_once
from leadpact.desk.capture.list_reading import UnableToReadList, read_list
from leadpact.desk.capture.models import CaptureEvidence, ImportRow, ListImport
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.work.steps import STEPS

LIST = """First Name,Last Name,Work e-mail,Company,Employees,Phone
Pat,O'Neil,pat@northwind.example,Northwind,300,+1 212 736 5000
Chris,Marlowe,chris@harborline.com,Harborline,"1,200",
Kim,Jensen,kim@contoso.com,Contoso,a few,
,,test@test.com,,,
=cmd,Evil,eve@litware.com,Litware,20,
"""


def upload(desk: Desk, text: str = LIST, who: str = "max", **given: str) -> HttpResponse:
    """Upload a list in the browser."""
    file = SimpleUploadedFile("fair.csv", text.encode(), content_type="text/csv")
    values = {"file": file, "source": "fair", "activity": "content_downloaded", **given}
    return desk.client(who).post("/lists/upload", values)


def results(made: ListImport) -> list[tuple[int, str]]:
    """Return what became of each row."""
    return list(ImportRow.objects.filter(of=made).order_by("n").values_list("n", "result"))


def test_dry_run_names_the_result_of_each_row_and_records_nothing(desk: Desk) -> None:
    known = send("one")
    assert upload(desk).status_code == 302
    made = ListImport.objects.get()
    assert made.state == "CHECKED"
    assert results(made) == [
        (2, "EXCHANGE"),
        (3, "NEW"),
        (4, "REFUSED"),
        (5, "REFUSED"),
        (6, "NEW"),
    ]
    assert LeadCard.objects.count() == 1
    assert CaptureEvidence.objects.count() == 1
    page = desk.client("max").get(f"/lists/{made.pk}").content.decode()
    assert "would be an exchange of a known lead" in page
    assert f"/leads/{known.lead_id}" in page
    assert "n_employees" in page


def test_import_captures_each_row_once_and_says_what_became_of_it(desk: Desk) -> None:
    known = send("one")
    upload(desk)
    made = ListImport.objects.get()
    client = desk.client("max")
    for _ in range(2):  # a double press is one
        client.post(f"/lists/{made.pk}/decide", {"act": "import"})
    while work_once(as_of=clock.now()):
        pass
    made.refresh_from_db()
    assert made.state == "DONE"
    assert [result for _, result in results(made)] == [
        "EXCHANGE",
        "NEW",
        "REFUSED",
        "REFUSED",
        "NEW",
    ]
    assert LeadCard.objects.count() == 3
    chris = LeadCard.objects.get(name="Chris Marlowe")
    assert (chris.source, chris.company) == ("fair", "Harborline")
    assert len(desk.state(known.lead_id).activities) == 2
    assert work_once(as_of=clock.now()) == 0


def test_results_are_downloaded_with_no_cell_that_a_spreadsheet_would_run(desk: Desk) -> None:
    upload(desk)
    made = ListImport.objects.get()
    response = desk.client("max").get(f"/lists/{made.pk}/results.csv")
    text = b"".join(response.streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["row"] for row in rows] == ["2", "3", "4", "5", "6"]
    assert rows[4]["first_name"] == "'=cmd"
    assert rows[0]["phone"].startswith("'+")


def test_list_of_somebody_else_is_not_there_but_for_revops(desk: Desk) -> None:
    upload(desk, who="rob")
    made = ListImport.objects.get()
    assert desk.client("max").get(f"/lists/{made.pk}").status_code == 404
    assert desk.client("rob").get(f"/lists/{made.pk}").status_code == 200
    assert desk.client("ann").get("/lists").status_code == 404


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("a;b\n1;2\n", "No column tells who the leads are"),
        ("email,email\nx@y.example,z@y.example\n", "email"),
    ],
)
def test_file_that_is_no_list_is_refused_in_words(desk: Desk, text: str, words: str) -> None:
    response = upload(desk, text)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ListImport.objects.exists()


def test_list_of_a_spreadsheet_with_semicolons_and_old_letters_is_read() -> None:
    read = read_list(
        "Vorname;first name;last name;email\n;Jörg;Müller;j@x.de\n".encode("cp1252"), ""
    )
    assert (read.rows[0].values["first_name"], read.rows[0].n) == ("Jörg", 2)


def test_mapping_of_the_command_line_reads_the_same_file() -> None:
    mapping = """spec: 1
name: Fair
tables:
  leads:
    - file: export.csv
      columns:
        lead_id: Badge
        email: Mail
        last_name: Name
      attributes:
        n_employees: {column: Size, type: integer}
"""
    text = "Badge,Mail,Name,Size\nb-1,pat@northwind.example,Neil,300\nb-2,,Poe,many\n"
    read = read_list(text.encode(), "fair.csv", mapping=mapping)
    good, bad = read.rows
    assert good.values == {
        "lead_id": "b-1",
        "email": "pat@northwind.example",
        "last_name": "Neil",
        "n_employees": 300,
    }
    assert (bad.n, bad.fault != "") == (3, True)
    with pytest.raises(UnableToReadList, match="no-such"):
        read_list(b"x", "x.csv", mapping="no-such")


def test_discarded_list_leaves_no_row(desk: Desk) -> None:
    upload(desk)
    made = ListImport.objects.get()
    desk.client("max").post(f"/lists/{made.pk}/decide", {"act": "discard"})
    assert not ImportRow.objects.exists()
    assert ListImport.objects.get().state == "DISCARDED"


def test_worker_checks_and_imports_a_large_list_in_parts(desk: Desk) -> None:
    rows = "".join(f"Kim,Jensen{chr(97 + n % 26) * 3}{n},k{n}@c{n}.com,C{n}\n" for n in range(130))
    upload(desk, f"first_name,last_name,email,company\n{rows}")
    made = ListImport.objects.get()
    assert made.state == "CHECKING"
    assert any(step.run is work_once for step in STEPS)
    assert work_once(as_of=clock.now()) == 25
    assert work_once(as_of=clock.now()) == 5
    made.refresh_from_db()
    assert made.state == "CHECKED"


def test_target_list_is_outbound_where_the_pact_asks_for_the_direction(desk: Desk) -> None:
    upload(desk, "email,last_name\nkim@contoso.com,Jensen\n", source="", is_target="1")
    made = ListImport.objects.get()
    assert (made.source, made.direction) == ("target list", "outbound")
