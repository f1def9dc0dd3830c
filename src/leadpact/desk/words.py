"""Filters and tags of the templates: codes, times and spans in words."""

from datetime import datetime

from django import template
from django.utils import timezone

from leadpact.desk import clock
from leadpact.explain.view import duration

register = template.Library()


@register.filter
def when(moment: datetime | None) -> str:
    """Return a moment in the reader's zone: `14:20`, `tomorrow 09:00`, `Mon 2 Nov 09:00`."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment), timezone.localtime(clock.now())
    days = (local.date() - today.date()).days
    day = {0: "", 1: "tomorrow ", -1: "yesterday "}.get(days)
    if day is None:
        year = f" {local.year}" if local.year != today.year else ""
        day = f"{local:%a} {local.day} {local:%b}{year} "
    return f"{day}{local:%H:%M}"


@register.filter
def span(seconds: int | None) -> str:
    """Return a length of time in words."""
    return "" if seconds is None else duration(abs(int(seconds)))
