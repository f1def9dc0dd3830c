"""What can go wrong below everything else. Here so that commands know it without its engine."""


class UnableToExecute(RuntimeError):
    """The engine could not do what was asked; the message says what it said."""

    def __init__(self, error: Exception) -> None:
        text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        fix = "Check that the files are whole, that the disk has room, and --memory-limit."
        super().__init__(f"The data could not be worked on: {text} {fix}")
