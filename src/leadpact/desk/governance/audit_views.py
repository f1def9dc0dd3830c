"""The page of the audit."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from leadpact.desk import access
from leadpact.desk.governance.audit_queries import read_audit
from leadpact.desk.numbers import number_of


def show_audit(request: HttpRequest) -> HttpResponse:
    """Show who did what to the desk, the latest first."""
    wanted = {name: request.GET.get(name, "").strip() for name in ("act", "actor")}
    page = read_audit(
        access.audit_for(access.user_of(request)),
        before=number_of(request.GET.get("before")),
        **wanted,
    )
    return render(request, "governance/audit.html", {"audit": page, **wanted})
