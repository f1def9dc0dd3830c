"""Two persons at a desk: one to erase, with values in every place there is, and one who stays."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from company import Desk
from django.db import connection

from leadpact.desk import clock
from leadpact.desk.api.models import RequestKey
from leadpact.desk.capture.actions import capture
from leadpact.desk.capture.models import FormVersion, QuarantinedSubmission
from leadpact.desk.leads.erasure import clean_files
from leadpact.desk.work.inbox import put_off
from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import DisposeLead
from leadpact.storage.lead_store import UnableToUseStore
from leadpact.terms.stages import RepRole
from vacuous import some

GONE = {
    "first_name": "Zyxanthe",
    "last_name": "Quorlbright",
    "email": "zyxanthe.quorl@erase-me.example",
    "phone": "+1 212 555 0177",
    "title": "Chief Whimsy Officer",
}
KEPT = {
    "first_name": "Keepa",
    "last_name": "Staywell",
    "email": "keeper@stay.example",
    "phone": "+1 212 555 0188",
    "title": "Head of Remaining",
}
NOTE = "Whispered about zebras"
LATER_NOTE = "Hummed about herons"
VALUES = (
    "Zyxanthe",
    "Quorlbright",
    "zyxanthe.quorl",
    "2125550177",
    "212 555 0177",
    "(212) 555-0177",
    "Whimsy",
    NOTE,
    LATER_NOTE,
)


def came(command_id: str, values: dict[str, str]) -> str:
    did = Activity(f"{command_id}/form", "demo_requested", clock.now(), channel="form")
    given = {**values, "company": "Northwind", "n_employees": "300"}
    found = capture(given, [did], source="form", command_id=command_id, actor="prospect")
    assert found.decision.refusal is None
    return found.lead_id


def two_persons(desk: Desk) -> tuple[str, str]:
    """Return the lead to be erased, with values in every place there is, and one that stays."""
    gone, kept = came("one", GONE), came("two", KEPT)
    assert came("again", {**GONE, "title": "Whimsy President"}) == gone
    noted = DisposeLead("noted", clock.now(), RepRole.SDR, "other", note=NOTE, actor="person:ann")
    desk.record(gone, noted)
    later = DisposeLead(
        "later", clock.now(), RepRole.SDR, "other", note=LATER_NOTE, actor="person:ann"
    )
    put_off(gone, later, not_before=clock.now() + timedelta(days=1), what="other")
    _put_aside(gone)
    return gone, kept


def _put_aside(lead_id: str) -> None:
    """Put the values into quarantine and into an answer of the API, with the lead and without."""
    now = clock.now()
    form = FormVersion.objects.create(
        slug="demo", version=1, title="Demo", made_at=now, made_by="system:test"
    )
    sent = (
        ("", {**GONE, "email": GONE["email"].upper()}),
        ("", {"first_name": GONE["first_name"], "phone": "(212) 555-0177"}),
        (lead_id, GONE),
    )
    for n, (of, values) in enumerate(sent):
        QuarantinedSubmission.objects.create(
            form=form,
            nonce=f"nonce-{n}",
            received_at=now,
            values=values,
            network="203.0.113.7",
            lead_id=of,
        )
    for body in (GONE, {"lead_id": lead_id, "title": GONE["title"]}, KEPT):
        RequestKey.objects.create(
            principal="system:site",
            key=token_hex(4),
            digest="0",
            recorded_at=now,
            taken_at=now,
            status=200,
            body=json.dumps(body),
        )


def tables() -> list[str]:
    return connection.introspection.table_names()


def in_tables(values: Any) -> set[str]:
    """Return the values that any column of any table has."""
    found = set[str]()
    with connection.cursor() as cursor:
        for name in some(tables()):
            cursor.execute(f'SELECT * FROM "{name}"')
            text = "\n".join(str(row) for row in cursor.fetchall())
            found |= {value for value in values if value in text}
    return found


def files() -> Iterator[Path]:
    """Yield the files of the database; on PostgreSQL also those of the server but for its log."""
    if connection.vendor == "sqlite":
        path = Path(connection.settings_dict["NAME"])
        yield from path.parent.glob(f"{path.name}*")
        return
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute("SHOW data_directory")
        folder = Path(cursor.fetchone()[0])
        cursor.execute("SELECT oid FROM pg_database WHERE datname = current_database()")
        own = str(cursor.fetchone()[0])
    yield from some(list((folder / "base" / own).iterdir()))
    for path in folder.rglob("*"):
        if path.is_file() and not {"pg_wal", "base"} & set(path.relative_to(folder).parts):
            yield path


def in_files(values: Any) -> set[str]:
    texts = [path.read_bytes() for path in some(list(files()))]
    return {value for value in values if any(value.encode() in text for text in texts)}


def clean() -> None:
    for n_left in reversed(range(100)):
        try:
            clean_files()
            return
        except UnableToUseStore as error:  # the server happens to analyse a table just now
            if error.issue.code != "cleaning-hindered" or not n_left:
                raise
            time.sleep(0.1)
