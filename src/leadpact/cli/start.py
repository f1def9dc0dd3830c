"""Where the `leadpact` program begins, and ends: it imports nothing before it heeds Ctrl-C."""

import os


def main() -> None:
    """Import the commands and run one; end with the exit code of Ctrl-C where it comes so early."""
    try:
        from leadpact.cli.app import main as run  # noqa: PLC0415 - importing takes a moment

        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except SystemExit as end:
        if isinstance(end.code, int):
            # What was printed has been flushed. Python would now visit every value that libraries
            # hold, to free it: half a second of processor time after a command on data.
            os._exit(end.code)
        raise
