"""A round of exchange is solved as it should be: compared with every possible answer of small rounds."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.planning.exchanging import Going, Offered, Question, propose, unevenness

MEMBERS = (1, 2, 3)


def allowed(question: Question, going: tuple[Going, ...]) -> bool:
    copies = {(each.giver, each.title): each.copies for each in question.offers}
    used: dict[tuple[int, int], int] = {}
    got: set[tuple[int, int]] = set()
    for way in going:
        used[way.giver, way.title] = used.get((way.giver, way.title), 0) + 1
        if (way.recipient, way.title) in got:
            return False
        got.add((way.recipient, way.title))
    return all(n <= copies[key] for key, n in used.items())


def best(question: Question) -> tuple[int, int, int]:
    """Wishes met, books, unevenness (below 0) of the best of all possible answers."""
    wishes = set(question.wishes)
    ways = [
        Going(offer.giver, member, offer.title)
        for offer in question.offers
        for member in question.members
        if member != offer.giver and member not in question.holds.get(offer.title, ())
    ]
    return max(
        (sum((way.recipient, way.title) in wishes for way in some), len(some), -unevenness(some))
        for size in range(len(ways) + 1)
        for some in combinations(ways, size)
        if allowed(question, some)
    )


offers = st.lists(
    st.builds(Offered, st.sampled_from(MEMBERS), st.integers(1, 3), st.integers(1, 2)),
    min_size=1, max_size=4, unique_by=lambda each: (each.giver, each.title),
)  # fmt: skip


@settings(max_examples=25)
@given(offers, st.sets(st.tuples(st.sampled_from(MEMBERS), st.integers(1, 3)), max_size=4))
def test_no_answer_is_better(some: list[Offered], wishes: set[tuple[int, int]]) -> None:
    holds: dict[int, set[int]] = {}
    for each in some:
        holds.setdefault(each.title, set()).add(each.giver)
    wishes = {(member, title) for member, title in wishes if member not in holds.get(title, ())}
    question = Question(members=MEMBERS, offers=some, holds=holds, wishes=wishes)
    found = propose(question)
    assert found.proven
    assert allowed(question, tuple(found.going))
    assert all(way.recipient not in holds[way.title] for way in found.going)
    assert (found.met, len(found.going), -found.uneven) == best(question)
    assert propose(question) == found


def test_pairs_are_as_even_as_they_can_be() -> None:
    offers = [Offered(1, 10, 1), Offered(1, 11, 1), Offered(2, 20, 1), Offered(3, 30, 1)]
    found = propose(Question(members=MEMBERS, offers=offers, holds={10: {1}, 11: {1}, 20: {2}, 30: {3}}, wishes=()))
    assert (len(found.going), found.uneven) == (4, 0)


def test_what_a_person_fixed_or_barred_is_kept_to() -> None:
    offers, holds = [Offered(1, 10, 1)], {10: {1}}
    to_two, to_three = Going(1, 2, 10), Going(1, 3, 10)
    base = {"members": MEMBERS, "offers": offers, "holds": holds}
    assert propose(Question(**base, wishes={(3, 10)}, fixed=[to_two])).going == [to_two]  # type: ignore[arg-type]
    assert propose(Question(**base, wishes={(3, 10)}, barred=[to_three])).going == [to_two]  # type: ignore[arg-type]
    assert propose(Question(**base, wishes=(), only_wishes=True)).going == []  # type: ignore[arg-type]
