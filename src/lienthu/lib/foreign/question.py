"""A question to a catalogue, in no protocol's words."""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Literal, NamedTuple, TypeAlias, Union


class Clause(NamedTuple):
    """A term in a field by our name for it ("title"), which a target's own map turns into its own."""

    field: str
    term: str


class Both(NamedTuple):
    """Two questions under one operator; "not" means the left one without the right one."""

    operator: Literal["and", "or", "not"]
    left: "Question"
    right: "Question"


Question: TypeAlias = Union[Clause, Both]  # noqa: UP007 a name that stands below


def all_of(questions: Sequence[Question]) -> Question:
    """Everything at once. Raises ValueError for nothing."""
    if not questions:
        raise ValueError("nothing is asked")
    return reduce(lambda left, right: Both("and", left, right), questions)


def clauses(question: Question) -> Iterator[Clause]:
    """The clauses of a question from left to right."""
    if isinstance(question, Clause):
        yield question
    else:
        yield from clauses(question.left)
        yield from clauses(question.right)
