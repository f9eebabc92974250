"""The outcome of a comparison: what agreed, what differed, the decision and its reasons, and their short code."""

from typing import Literal, NamedTuple

State = Literal["agree", "differ", "absent"]
Decision = Literal["same", "different", "unsure"]

COMPONENTS = (
    "identifier",
    "title",
    "parts",
    "responsibility",
    "edition",
    "extent",
    "publisher",
    "year",
    "language",
    "carrier",
    "marks",
)
_STATES: dict[str, State] = {"a": "agree", "d": "differ", "-": "absent"}
_DECISIONS: dict[str, Decision] = {"S": "same", "D": "different", "U": "unsure"}
_LETTERS: dict[Decision, str] = {decision: letter for letter, decision in _DECISIONS.items()}


class Comparison(NamedTuple):
    """`states` has one letter for each of COMPONENTS: a (agree), d (differ), - (absent on one side at least)."""

    decision: Decision
    states: str
    reasons: tuple[str, ...]

    @property
    def components(self) -> dict[str, State]:
        return {name: _STATES[letter] for name, letter in zip(COMPONENTS, self.states, strict=True)}

    @property
    def code(self) -> str:
        """At most 60 characters, from which `from_code` makes the comparison again: "S aaa---a-a--:isbn,title"."""
        return f"{_LETTERS[self.decision]} {self.states}:{','.join(self.reasons)}"


def from_code(code: str) -> Comparison:
    """The comparison behind a stored code; ValueError when the text is none."""
    head, colon, reasons = code.partition(":")
    letter, _space, states = head.partition(" ")
    if not colon or letter not in _DECISIONS or len(states) != len(COMPONENTS) or not set(states) <= set(_STATES):
        raise ValueError(f"not the code of a comparison: {code!r}")
    return Comparison(_DECISIONS[letter], states, tuple(reasons.split(",")) if reasons else ())
