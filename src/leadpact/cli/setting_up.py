"""Set up Django for a command, and say what is wrong with a setting."""

from leadpact.cli.output import fail
from leadpact.desk.options import UnableToReadOption
from leadpact.desk.start import start_django


def set_up() -> None:
    """Set up Django; an environment variable that cannot be used ends the command."""
    try:
        start_django()
    except UnableToReadOption as error:
        name, _, fact = str(error).partition(": ")
        fix = "`docs/reference/desk-settings.md` has every setting."
        fail("setting-unusable", name, fact, fix)
