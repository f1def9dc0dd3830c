"""Clean a job title: its text, seniority, job function, buying role. The rules are data."""

from dataclasses import dataclass

from leadpact.identity.hygiene.bogus_names import is_keyboard_run, is_repeated
from leadpact.identity.hygiene.job_title_reading import (
    BuyingRole,
    JobFunction,
    Seniority,
    read_buying_role,
    read_job_function,
    read_language,
    read_seniority,
)
from leadpact.identity.hygiene.job_title_rules import (
    Hit,
    TitleRules,
    counting_hits,
    find_hits,
    title_rules,
)
from leadpact.identity.hygiene.job_title_words import is_separator, title_words
from leadpact.identity.hygiene.plain_text import CleanField, tidy
from leadpact.terms.hygiene import FaultCode, FieldFault

MAX_CHARACTERS = 300
"""The most characters of a title that are kept and read."""

_FIELD = "title"
_SHOUTED_LETTERS = 5
_SMALL_WORDS = frozenset(
    ("of", "and", "the", "for", "to", "de", "des", "du", "und", "der", "et", "y", "e", "do", "da")
)


@dataclass(frozen=True, slots=True)
class CleanTitle(CleanField):
    """A job title that was read.

    Attributes
    ----------
    value
        The title on one line, not shouted; None where there is none or it is bogus.
    seniority, job_function, buying_role
        What it says; UNKNOWN where it does not.
    rule_ids
        The rules of `job_titles.tsv` that counted, in the order of the title.
    language
        The language the rules that counted are of, a guess; None where the rules have no language.
    faults
        TITLE_BOGUS, or TITLE_UNKNOWN where neither seniority nor function is known.
    """

    seniority: Seniority = Seniority.UNKNOWN
    job_function: JobFunction = JobFunction.UNKNOWN
    buying_role: BuyingRole = BuyingRole.UNKNOWN
    rule_ids: tuple[str, ...] = ()
    language: str | None = None


def clean_title(text: str | None) -> CleanTitle:
    """Read a job title.

    Parameters
    ----------
    text
        The field as it came; any text at all. Of a longer one the first 300 characters count.

    Returns
    -------
    CleanTitle
        What it says. Reading its value again gives the same. Nothing and white space have no
        fault: a title that is missing is not a wrong one.

    Examples
    --------
    >>> title = clean_title("SVP,  Global Procurement")
    >>> title.seniority.value, title.job_function.value, title.buying_role.value
    ('VP', 'PURCHASING', 'DECISION_MAKER')
    >>> clean_title("VP's assistant").seniority.value
    'ENTRY'
    >>> clean_title("n/a").faults[0].code.value
    'TITLE_BOGUS'
    """
    shown = _not_shouted(tidy(text or "", limit=MAX_CHARACTERS))
    if not shown:
        return CleanTitle(None)
    rules = title_rules()
    words = title_words(shown)
    bogus = _bogus(shown, words, rules)
    if bogus:
        return CleanTitle(None, faults=(FieldFault(FaultCode.TITLE_BOGUS, _FIELD, bogus),))
    return _read(shown, counting_hits(find_hits(words, rules), words))


def _read(shown: str, hits: tuple[Hit, ...]) -> CleanTitle:
    seniority, function = read_seniority(hits), read_job_function(hits)
    is_past = any(hit.rule.kind in ("FORMER", "RETIRED") for hit in hits)
    unknown = seniority is Seniority.UNKNOWN and function is JobFunction.UNKNOWN
    fault = FieldFault(FaultCode.TITLE_UNKNOWN, _FIELD, "not of today" if is_past else "")
    return CleanTitle(
        value=shown,
        seniority=seniority,
        job_function=function,
        buying_role=read_buying_role(hits, seniority, function),
        rule_ids=tuple(hit.rule.rule_id for hit in hits),
        language=read_language(hits),
        faults=(fault,) if unknown else (),
    )


def _bogus(shown: str, words: tuple[str, ...], rules: TitleRules) -> str:
    """Return why the text is no title; empty where it may be one."""
    spoken = [word for word in words if not is_separator(word) and not word.isdigit()]
    joined = "".join(spoken)
    if not any(char.isalpha() for char in joined):
        return "no letters"
    if "://" in shown or "www." in shown.casefold() or _is_address(shown):
        return "an address"
    if (is_repeated(joined) and len(joined) < MAX_CHARACTERS) or is_keyboard_run(joined):
        return "keys struck"
    bogus = [word for word in spoken if word in rules.bogus]
    is_filled_up = bogus and all(word in bogus or word in rules.filler for word in spoken)
    return "placeholder" if joined in rules.bogus or is_filled_up else ""


def _is_address(shown: str) -> bool:
    before, at, after = shown.partition("@")
    return bool(at) and " " not in shown and "." in after and bool(before)


def _not_shouted(shown: str) -> str:
    """Return the title in mixed case where all of it is capitals and one is no abbreviation."""
    words = shown.split(" ")
    loud = any(len(word) >= _SHOUTED_LETTERS and word.isalpha() for word in words)
    if not loud or not shown.isascii() or any(char.islower() for char in shown):
        return shown
    return " ".join(map(_quiet, words))


def _quiet(word: str) -> str:
    if word.lower() in _SMALL_WORDS:
        return word.lower()
    return word.capitalize() if len(word) >= _SHOUTED_LETTERS - 1 and word.isalpha() else word
