"""The keys of a user: switched off, or others than the standard ones."""

from collections.abc import Mapping

from leadpact.desk.people.models import User
from leadpact.desk.queue.outcomes import PAGE_KEYS, Outcome, outcomes_of
from leadpact.engine.lifecycle import FollowUp


def save_keys(user: User, form: Mapping[str, str], rules: FollowUp) -> list[str]:
    """Keep the keys of a form; return what is wrong with them, and then keep nothing."""
    standard = {item.code: item for item in outcomes_of(rules)}
    chosen = {code: form.get(f"key-{code}", "").strip()[:1] for code in standard}
    faults = list(_faults(chosen, standard))
    if not faults:
        user.uses_keys = form.get("uses_keys") == "on"
        user.keys = {code: key for code, key in chosen.items() if key and key != standard[code].key}
        user.save(update_fields=["uses_keys", "keys"])
    return faults


def _faults(chosen: Mapping[str, str], known: Mapping[str, Outcome]) -> list[str]:
    faults, taken = [], {key: f"the page’s own “{name}”" for name, key in PAGE_KEYS.items()}
    for code, key in chosen.items():
        label = known[code].label
        if key in taken:
            faults.append(f"“{key}” is the key of {taken[key]}: choose another one for “{label}”.")
        elif key:
            taken[key] = f"“{label}”"
    return faults
