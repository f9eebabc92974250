"""What a file changed since it was last taken in, what was changed here since, and where the two disagree."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from lienthu.intake.rules.reasons import Facts


class Merged(NamedTuple):
    """`changes`: what is to be set here. `disputed`: changed by the file and, otherwise, here."""

    changes: Facts
    disputed: list[str]


def merged(
    *, last: Mapping[str, str], now: Mapping[str, str], here: Mapping[str, str], owned: Collection[str]
) -> Merged:
    """By fact: the file's word last time, its word now, and what stands here. What the file does not state is ours."""
    changes: Facts = {}
    disputed: list[str] = []
    for name in owned:
        if name not in now or now[name] == last.get(name, "") or now[name] == here.get(name, ""):
            continue
        if here.get(name, "") in (last.get(name, ""), ""):
            changes[name] = now[name]
        else:
            disputed.append(name)
    return Merged(changes, disputed)
