"""What has to be asked of the ledger for some indicators: what a sum takes together is asked for together.

A total made of adults, children and those of whom nothing is said needs none of the three by itself.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from lienthu.indicators.rules.formulas import Formula
from lienthu.indicators.rules.recipes import WHERE, FromLedger, Recipe, Worked


def condensed(known: Mapping[str, Recipe], wanted: Collection[str]) -> dict[str, Recipe]:
    """The recipes of those `wanted` and of what their formulas name, as far as `known`.

    The parts of a sum that count the same and differ in one fact, of which no two have a value in common, are one
    recipe, under a name of its own; unless one of them is wanted by itself or stands in another formula.
    """
    found = _needed(known, wanted)
    named = Counter(code for recipe in found.values() if isinstance(recipe, Worked) for code in recipe.formula.codes)
    for code, recipe in list(found.items()):
        if not isinstance(recipe, Worked) or not recipe.formula.takes_each_once:
            continue
        free = {part: found[part] for part in sorted(recipe.formula.codes) if part in found and named[part] == 1}
        alike = {part: one for part, one in free.items() if part not in wanted and isinstance(one, FromLedger)}
        names = set(recipe.formula.codes)
        for number, (parts, together) in enumerate(_together(alike)):
            found[f"{code}.together{number}"] = together
            names = names.difference(parts) | {f"{code}.together{number}"}
            for part in parts:
                del found[part]
        found[code] = Worked(Formula(" + ".join(sorted(names)), frozenset(names)))
    return found


def _needed(known: Mapping[str, Recipe], wanted: Collection[str]) -> dict[str, Recipe]:
    found: dict[str, Recipe] = {}
    waiting = [code for code in wanted if code in known]
    while waiting:
        code = waiting.pop()
        if code in found:
            continue
        found[code] = recipe = known[code]
        if isinstance(recipe, Worked):
            waiting += sorted(part for part in recipe.formula.codes if part in known)
    return found


def _together(recipes: Mapping[str, FromLedger]) -> Iterator[tuple[Sequence[str], FromLedger]]:
    """Several that one recipe answers for, and that recipe."""
    groups: dict[tuple[object, ...], list[str]] = {}
    for code, one in recipes.items():
        if not one.distinct_sites:
            groups.setdefault((one.kinds, one.credit, tuple(fact for fact, _wanted in one.where)), []).append(code)
    for parts in groups.values():
        told = [dict(recipes[part].where) for part in parts]
        differing = [fact for fact in told[0] if len({each[fact] for each in told}) > 1]
        if len(parts) < 2 or len(differing) != 1:
            continue
        (fact,) = differing
        values = frozenset().union(*(each[fact] for each in told))
        if len(values) == sum(len(each[fact]) for each in told):
            every = WHERE[fact]
            where = {**told[0], fact: values}
            if every is not None and every <= values:
                del where[fact]
            yield parts, replace(recipes[parts[0]], where=tuple(sorted(where.items())))
