"""Bounded edit distance for folded text."""


def within(a: str, b: str, bound: int) -> bool:
    """Whether at most `bound` insertions, deletions, substitutions or swaps of neighbours turn `a` into `b`.

    Optimal string alignment over the part that is left when equal ends are cut off; a band of 2·bound+1 cells a
    row keeps it linear in the length.
    """
    if a == b:
        return True
    if abs(len(a) - len(b)) > bound:
        return False
    start, shorter = 0, min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    a, b = a[start : len(a) - end], b[start : len(b) - end]
    if max(len(a), len(b)) <= bound:
        return True
    return _aligned(a, b, bound)


def _aligned(a: str, b: str, bound: int) -> bool:
    far = bound + 1
    before: dict[int, int] = {}
    previous = {j: j for j in range(min(bound, len(b)) + 1)}
    for i, letter in enumerate(a, start=1):
        current: dict[int, int] = {}
        for j in range(max(0, i - bound), min(len(b), i + bound) + 1):
            if j == 0:
                current[0] = i
                continue
            cost = previous.get(j - 1, far) + (letter != b[j - 1])
            cost = min(cost, previous.get(j, far) + 1, current.get(j - 1, far) + 1)
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == b[j - 1]:
                cost = min(cost, before.get(j - 2, far) + 1)
            current[j] = cost
        if min(current.values(), default=far) > bound:
            return False
        before, previous = previous, current
    return previous.get(len(b), far) <= bound
