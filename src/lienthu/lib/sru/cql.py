"""A question as CQL (Contextual Query Language 1.2, Library of Congress), which 2.0 understands as well."""

import re
from collections.abc import Mapping

from lienthu.lib.foreign import Clause, Question, TargetTrouble

_PLAIN = re.compile(r"[^\s()=<>\"/\\*?^]+")
_WORDS_OF_CQL = frozenset(("and", "or", "not", "prox", "sortby"))
# The name of an index, with the relation where it is not "=": "dc.title", "bib.title all".
INDEX = re.compile(r"(?P<name>[A-Za-z][\w.-]*)(?:\s+(?P<relation>=|==|<>|<=?|>=?|[A-Za-z][\w.]*))?")


def term(text: str) -> str:
    """The text as a term that means exactly itself: quoted where it must be, its signs of truncation made plain."""
    text = " ".join(text.split())
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS_OF_CQL:
        return text
    return '"' + re.sub(r'([\\"*?^])', r"\\\1", text) + '"'


def write(question: Question, indexes: Mapping[str, str]) -> str:
    """The query. `indexes` is our name of an index → the target's. Raises TargetTrouble for one that it lacks."""
    if isinstance(question, Clause):
        found = INDEX.fullmatch(indexes.get(question.field, "").strip())
        if found is None:
            raise TargetTrouble("index", question.field)
        relation = found["relation"] or "="
        between = f" {relation} " if relation[0].isalpha() else relation
        return f"{found['name']}{between}{term(question.term)}"
    left, right = (write(side, indexes) for side in (question.left, question.right))
    if not isinstance(question.right, Clause):
        right = f"({right})"
    if not isinstance(question.left, Clause) and question.left.operator != question.operator:
        left = f"({left})"  # operators have no rank in CQL: they are taken from left to right
    return f"{left} {question.operator} {right}"
