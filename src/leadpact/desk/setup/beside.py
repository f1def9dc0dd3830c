"""The process of the worker beside the pages of `leadpact serve`: it ends when they do."""

import sys

from leadpact.desk.start import start_django


def main() -> None:
    """Work until the process of the pages ends, however that is."""
    start_django()
    from leadpact.desk.setup.parent import end_with_parent  # noqa: PLC0415 - after the set-up
    from leadpact.desk.setup.ready import UnableToStart, only_worker  # noqa: PLC0415 - the same
    from leadpact.desk.work.ending import ENDING  # noqa: PLC0415 - the same
    from leadpact.desk.work.worker import run_worker  # noqa: PLC0415 - the same

    end_with_parent(ENDING.set)
    try:
        with only_worker():
            run_worker()
    except UnableToStart as error:
        print(error.issue, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
