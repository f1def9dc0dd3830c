"""The tokens of one text, read one at a time with the next one in view."""

from typing import NoReturn

from leadpact.conditions.tokens import Token, TokenKind, read_tokens
from leadpact.conditions.unable_to_parse import UnableToParse


class TokenStream:
    """A place in the text: `token` is the next token, not yet taken."""

    def __init__(self, text: str) -> None:
        self._tokens = read_tokens(text)
        self.token: Token = next(self._tokens)

    @property
    def at_end(self) -> bool:
        """Whether all of the text is read."""
        return self.token.kind is TokenKind.END

    def take(self) -> Token:
        """Return the next token and go past it."""
        taken = self.token
        if not self.at_end:
            self.token = next(self._tokens)
        return taken

    def accept(self, text: str) -> bool:
        """Go past the next token if it is this keyword or sign, and tell whether it was."""
        if self.token.text != text:
            return False
        self.take()
        return True

    def expect(self, text: str, fact: str, fix: str) -> None:
        """Go past this keyword or sign, or raise the error given."""
        if not self.accept(text):
            self.fail(fact, fix)

    def fail(self, fact: str, fix: str, code: str = "condition-syntax") -> NoReturn:
        """Raise an error at the next token."""
        raise UnableToParse(code, self.token.position, fact, fix)
