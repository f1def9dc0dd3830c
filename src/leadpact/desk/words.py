"""Filters and tags of the templates: codes, times and spans in words."""

from datetime import datetime

from django import template
from django.utils import timezone

from leadpact.desk import clock
from leadpact.explain.view import rough

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
def span(seconds: int | None, day: int = 24 * 3600) -> str:
    """Return a length of time in words, in at most two units; `day`: the seconds of a day."""
    return "" if seconds is None else rough(abs(int(seconds)), day=day)


@register.filter
def brief_days(seconds: int | None, day: int = 24 * 3600) -> str:
    """Return a length of time as `brief` does, in days where it is longer than one."""
    return span(seconds, day) if seconds is not None and abs(seconds) > day else brief(seconds)


@register.filter
def brief(seconds: int | None) -> str:
    """Return a length of time to the minute, or to the second where it is less: `1 h 20 min`."""
    if seconds is None:
        return ""
    minutes, rest = divmod(abs(int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else f"{rest} s"


@register.filter
def tel(number: str) -> str:
    """Return a phone number as a link has it: digits, and a plus before them."""
    kept = "".join(letter for letter in number if letter.isdigit())
    return f"+{kept}" if number.strip().startswith("+") else kept


@register.filter
def percent(share: float | None) -> str:
    """Return a share in percent: `97 %`."""
    return "" if share is None else f"{round(share * 100)} %"
