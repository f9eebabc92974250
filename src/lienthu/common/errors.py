"""The one kind of error that is the user's business: what went wrong and what to do, in a sentence."""


class DomainError(Exception):
    """A refusal with a stable `code`, a translated `message` and the facts behind it in `context`.

    Raised by services; each edge (page, JSON, exit code) maps it once. It says nothing of HTTP.
    """

    def __init__(self, code: str, message: str, /, **context: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.context = context

    def __str__(self) -> str:
        return str(self.message)
