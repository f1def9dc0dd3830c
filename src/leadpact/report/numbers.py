"""How numbers and dates read. English words, no locale: the same text on every machine."""

from datetime import date, datetime, timedelta

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

SPACE = "\u00a0"
"""A space at which no line breaks: between a number and its unit."""

NOT_KNOWN = "not known"


def format_count(n: int | None) -> str:
    """Write a whole number with thousands separators: `10,466`."""
    return NOT_KNOWN if n is None else f"{n:,}"


def format_percent(share: float | None) -> str:
    """Write a share as percent with one decimal: `24.3 %`."""
    return NOT_KNOWN if share is None else f"{100 * share:,.1f}{SPACE}%"


def format_interval(low: float, high: float) -> str:
    """Write the bounds of a share: `(3.1–3.5)`."""
    return f"({100 * low:.1f}–{100 * high:.1f})"


def format_days(days: float | None) -> str:
    """Write a span: `71 days`; below ten days with a decimal where there is one: `2.9 days`."""
    if days is None:
        return NOT_KNOWN
    text = f"{days:,.0f}" if days >= 10 else f"{days:.1f}".removesuffix(".0")
    return f"{text}{SPACE}{'day' if text == '1' else 'days'}"


def format_amount(amount: float | None, currency: str) -> str:
    """Write an amount of money without cents: `702,097 USD`."""
    if amount is None:
        return NOT_KNOWN
    return f"{amount:,.0f}{SPACE}{currency}".rstrip()


def format_points(points: float) -> str:
    """Write points with their sign, whole where they are large: `+12.5`, `−1,930`."""
    size = f"{abs(points):,.0f}" if abs(points) >= 100 else f"{abs(points):,.1f}"
    return f"{'−' if points < 0 else '+'}{size}"


def format_date(day: date | datetime) -> str:
    """Write a date: `14 October 2022`."""
    return f"{day.day}{SPACE}{MONTHS[day.month - 1]}{SPACE}{day.year}"


def format_month(day: date) -> str:
    """Write a month: `Jan 2021`."""
    return f"{MONTHS[day.month - 1][:3]}{SPACE}{day.year}"


def format_period(starts_on: date, ends_on: date) -> str:
    """Write `[starts_on, ends_on)`: whole months as `Jul–Sep 2022`, else both dates."""
    last = ends_on - timedelta(days=1)
    if starts_on.day == 1 and ends_on.day == 1:
        first_month, last_month = format_month(starts_on), format_month(last)
        if first_month == last_month:
            return first_month
        year = f"{SPACE}{last.year}"
        if starts_on.year == last.year:
            first_month = first_month.removesuffix(year)
        return f"{first_month}–{last_month}"
    return f"{format_date(starts_on)} – {format_date(last)}"


def number_of(n: int, one: str, many: str = "") -> str:
    """Write a count with its noun: `1 lead`, `43,033 leads`."""
    return f"{format_count(n)} {one if n == 1 else many or one + 's'}"


def join_words(words: list[str]) -> str:
    """Write a list: `a, b and c`."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
