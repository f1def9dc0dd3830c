"""Where the `leadpact` program begins: it imports nothing before Ctrl-C is looked after."""


def main() -> None:
    """Import the commands and run one; end with the exit code of Ctrl-C where it comes so early."""
    try:
        from leadpact.cli.app import main as run  # noqa: PLC0415 - importing takes a moment

        run()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
