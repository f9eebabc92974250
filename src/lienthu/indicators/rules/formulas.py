"""Formulas over indicators: numbers, the codes of others, + - * / and brackets. Nothing else is ever run."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property

from django.utils.translation import gettext as _

from lienthu.indicators.errors import IndicatorRefused

LONGEST = 400
_OPERATIONS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal | None]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b if b else None,
}


@dataclass(frozen=True)
class Formula:
    text: str
    codes: frozenset[str]

    @cached_property
    def adds_up(self) -> bool:
        """Whether it is a plain sum, so that a total over places may be made of the places' own results."""
        tree = ast.parse(self.text, mode="eval")
        sorts = ast.Add | ast.Attribute | ast.Name | ast.Load | ast.BinOp | ast.Expression
        return all(isinstance(node, sorts) for node in ast.walk(tree))

    @cached_property
    def takes_each_once(self) -> bool:
        """Whether it is the plain sum of different indicators."""
        return self.adds_up and self.text.count("+") == len(self.codes) - 1

    def value(self, known: Mapping[str, Decimal | None]) -> Decimal | None:
        """The result; None where a part is not available or something is divided by nothing."""
        return _value(self._tree, known)

    @cached_property
    def _tree(self) -> ast.expr:
        return ast.parse(self.text, mode="eval").body


@cache
def read(text: str) -> Formula:
    """Raises IndicatorRefused where the text is no formula."""
    try:
        tree = ast.parse(text.strip(), mode="eval") if len(text) <= LONGEST else None
        codes = _codes(tree.body) if tree else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        codes = None
    if not codes:
        raise IndicatorRefused(
            "unreadable_formula",
            _("“%(text)s” is no formula. Write codes of indicators, numbers, + - * / and brackets.")
            % {"text": text[:LONGEST]},
        )
    return Formula(text.strip(), frozenset(codes))


def _codes(node: ast.expr) -> set[str]:
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATIONS:
            return _codes(left) | _codes(right)
        case ast.Constant(value=int() | float()):
            return set()
        case ast.Name() | ast.Attribute():
            return {_code(node)}
    raise ValueError(ast.dump(node))


def _code(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=name):
            return f"{_code(value)}.{name}"
    raise ValueError(ast.dump(node))


def _value(node: ast.expr, known: Mapping[str, Decimal | None]) -> Decimal | None:
    match node:
        case ast.Constant(value=number):
            return Decimal(str(number))
        case ast.BinOp(left=left, op=op, right=right):
            first, second = _value(left, known), _value(right, known)
            return None if first is None or second is None else _OPERATIONS[type(op)](first, second)
    return known.get(_code(node))
