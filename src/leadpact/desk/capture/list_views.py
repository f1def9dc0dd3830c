"""The pages of lists of leads: upload one, see what would become of each row, import it."""

import csv
import io
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from leadpact.connectors.files import shipped_mappings
from leadpact.desk import access, clock
from leadpact.desk.capture.list_actions import (
    AT_ONCE,
    ListOptions,
    begin_import,
    check_rows,
    discard_import,
    start_import,
)
from leadpact.desk.capture.list_queries import count_results, read_rows, result_words, rows_of
from leadpact.desk.capture.list_reading import MOST_BYTES, UnableToReadList, read_list
from leadpact.desk.capture.models import ListImport
from leadpact.desk.numbers import number_of
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.store import has_pact, rules_in_force

_A_PAGE = 50
_MAY_BEGIN_WITH = "=+-@\t\r"
"""What a spreadsheet takes for a formula at the beginning of a cell."""


def show_lists(request: HttpRequest, faults: tuple[str, ...] = ()) -> HttpResponse:
    """Show the lists that were uploaded, and the form for another."""
    user, now = access.user_of(request), clock.now()
    values = {
        "lists": access.lists_for(user)[:_A_PAGE],
        "activities": rules_in_force(now).ruleset.activities.items() if has_pact(now) else [],
        "mappings": shipped_mappings(),
        "faults": faults,
        "given": request.POST,
        "most": MOST_BYTES // 10**6,
    }
    return render(request, "capture/lists.html", values, status=422 if faults else 200)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Read a list, and begin to check it."""
    given, by = request.POST, actor_of_user(access.user_of(request))
    sent = request.FILES.get("file")
    if sent is None or sent.size is None or sent.size > MOST_BYTES:
        return show_lists(request, (f"Choose a file of at most {MOST_BYTES // 10**6} MB.",))
    if not has_pact(clock.now()):
        return show_lists(request, ("No pact is in force yet, so no lead can be decided on.",))
    name = (sent.name or "list")[:200]
    try:
        read = read_list(sent.read(), name, mapping=_mapping(request))
    except UnableToReadList as error:
        return show_lists(request, tuple(error.faults))
    is_target = bool(given.get("is_target"))
    source = given.get("source", "").strip()[:100] or ("target list" if is_target else "list")
    options = ListOptions(name, source, _activity(given.get("activity", "")), is_target)
    made = start_import(read, options, by=by)
    check_rows(made, 4 * AT_ONCE)
    return redirect("list", list_id=made.pk)


def _activity(name: str) -> str:
    return name if name in rules_in_force(clock.now()).ruleset.activities else ""


def _mapping(request: HttpRequest) -> str:
    sent = request.FILES.get("mapping_file")
    if sent is not None and sent.size is not None and sent.size <= 200_000:
        return f"{sent.read().decode('utf-8', 'replace')}\n"
    name = request.POST.get("mapping", "")
    return name if name in shipped_mappings() else ""


@require_safe
def show_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Show what became of the rows of a list, or would."""
    made = access.list_for(access.user_of(request), list_id)
    wanted = request.GET.get("result", "")
    start = number_of(request.GET.get("from")) or 0
    rows = read_rows(made, wanted, start, _A_PAGE)
    values = {
        "list": made,
        "rows": rows,
        "wanted": wanted,
        "next": rows[-1].row.n + 1 if len(rows) == _A_PAGE else None,
        "counts": count_results(made),
        "is_working": made.state in ("CHECKING", "IMPORTING"),
    }
    return render(request, "capture/list.html", values)


@require_POST
def decide_list(request: HttpRequest, list_id: int) -> HttpResponse:
    """Import a list that was checked, or discard it."""
    user = access.user_of(request)
    made = access.list_for(user, list_id)
    if request.POST.get("act") == "import":
        if not begin_import(made, by=actor_of_user(user)):
            messages.info(request, "It is not checked yet, or was begun already.")
        return redirect("list", list_id=list_id)
    discard_import(made, by=actor_of_user(user))
    messages.success(request, "The list is discarded; nothing of it was imported.")
    return redirect("lists")


@require_safe
def download_results(request: HttpRequest, list_id: int) -> StreamingHttpResponse:
    """Return the results of a list as CSV, safe to open in a spreadsheet."""
    made = access.list_for(access.user_of(request), list_id)
    response = StreamingHttpResponse(_lines(made), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="list-{made.pk}.csv"'
    return response


def _lines(made: ListImport) -> Iterator[str]:
    columns = [str(name) for name in made.columns]
    yield _line(["row", "result", "reason", "lead_id", *columns])
    for row in rows_of(made):
        cells = [str(row.values.get(name, "")) for name in columns]
        yield _line([str(row.n), result_words(row, made), row.reason, row.lead_id, *cells])


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([quoted(cell) for cell in cells])
    return out.getvalue()


def quoted(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    Examples
    --------
    >>> quoted("=HYPERLINK(1)"), quoted("+1 212"), quoted("Pat")
    ("'=HYPERLINK(1)", "'+1 212", 'Pat')
    """
    return f"'{cell}" if cell.startswith(tuple(_MAY_BEGIN_WITH)) else cell
