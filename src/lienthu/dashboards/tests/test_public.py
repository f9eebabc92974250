"""What is published of a federation and its members: finished years, and nothing that tells of a few people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from conftest import Person

from lienthu.dashboards.queries import public
from lienthu.dashboards.queries.exchanged import withheld
from lienthu.dashboards.queries.figures import told
from lienthu.dashboards.queries.overview import comparison
from lienthu.dashboards.rules.standing import Span
from lienthu.dashboards.rules.suppression import Shown
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules.periods import of_year

from .builders import below, group, years

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)


def network(person: Person) -> Place:
    return Place(Sort.NETWORK, person.library.pk)


def test_years_are_published_when_they_are_over_and_whole(our_library: Person) -> None:
    years(our_library, 2024, 2025, 2026)
    assert public.years_of(public.group_of(network(our_library), TODAY), TODAY) == [2025, 2024]


@pytest.mark.once
def test_a_small_count_at_a_member_follows_from_no_page(person: Callable[..., Person]) -> None:
    one, two, three = (person(code, f"Thư viện tỉnh {code}") for code in "ABC")
    years(one, 2025, children=1)  # two in the year
    years(two, 2025, visits=60)
    years(three, 2025, visits=90)
    whole = Place(Sort.FEDERATION, group(one, two, three).pk)
    told = public.year(public.group_of(network(one), TODAY), 2025)
    children = {place: told.cells["visits.child", place] for place in (whole, *map(network, (one, two, three)))}
    assert children[network(one)].shown is Shown.SMALL
    assert children[network(one)].value is None
    assert children[whole].value == 162
    hidden = [place for place, cell in children.items() if cell.shown is Shown.HIDDEN]
    assert len(hidden) == 1  # else the sum of the federation would tell
    for place in (network(one), *hidden):  # nor may the visits of all, less those of adults
        parts = [told.cells[code, place] for code in ("visits.physical", "visits.adult", "visits.child")]
        assert sum(cell.value is None for cell in parts) >= 2


def test_a_ratio_does_not_tell_what_it_was_worked_out_of(person: Callable[..., Person]) -> None:
    one = person("A", "Thư viện tỉnh A")
    years(one, 2025, visits=2, children=0)
    told = public.year(public.group_of(network(one), TODAY), 2025)
    assert told.cells["uses", network(one)].shown is Shown.SMALL
    assert told.cells["uses.per_visit", network(one)].value is None


def test_federations_that_share_a_member_are_decided_on_together(person: Callable[..., Person]) -> None:
    one, shared, other = (person(code, f"Thư viện {code}") for code in "ABC")
    first, second = group(one, shared), group(shared, other, code="LH2")
    found = public.group_of(Place(Sort.FEDERATION, first.pk), TODAY)
    assert set(found.members) == {Place(Sort.FEDERATION, first.pk), Place(Sort.FEDERATION, second.pk)}
    assert public.group_of(network(other), TODAY).members == found.members


def test_who_has_left_a_federation_is_decided_on_with_it(person: Callable[..., Person]) -> None:
    """Its page and the federation's total of a year in which it was a member would tell the small count of another."""
    one, two, left = (person(code, f"Thư viện tỉnh {code}") for code in "ABC")
    years(one, 2024, children=1)
    years(two, 2024, visits=60)
    years(left, 2024, visits=90, children=3)
    made = group(one, two, left)
    made.memberships.filter(organisation=left.library).update(valid_to=date(2025, 7, 1))
    found = public.group_of(network(left), TODAY)
    assert found == replace(public.group_of(network(one), TODAY), alone=(network(left),))
    told, alike = public.year(found, 2024), public.year(public.group_of(network(one), TODAY), 2024)
    assert told.cells == alike.cells
    hidden = [place for place in map(network, (one, two, left)) if told.cells["visits.child", place].value is None]
    assert network(one) in hidden and len(hidden) > 1


def test_a_library_below_a_member_is_published_within_it(person: Callable[..., Person]) -> None:
    member, commune = person("TINH", "Thư viện tỉnh"), person("XA", "Thư viện xã")
    below(commune, member)
    group(member)
    assert public.publishing(commune.library, TODAY) == member.library
    assert public.publishing(member.library, TODAY) == member.library


def test_a_member_is_told_no_small_counts_of_others_but_all_of_its_own(person: Callable[..., Person]) -> None:
    one, two, three, four = (person(code, f"Thư viện tỉnh {code}") for code in "ABCD")
    for each, children in ((one, 1), (two, 1), (three, 0), (four, 30)):
        years(each, 2025, children=children)
    whole, members = Place(Sort.FEDERATION, group(one, two, three, four).pk), [*map(network, (one, two, three, four))]
    known, period = by_code(TODAY), of_year(2025)
    figures = told([known["visits.child"], known["visits.adult"]], period, [whole, *members])
    assert withheld(figures, known, members, members) == {}
    assert withheld(figures, known, members, members[:1]) == {
        ("visits.child", members[1]): Shown.SMALL,
        ("visits.child", members[3]): Shown.HIDDEN,  # else the total less one's own would tell
    }
    span = Span(period, TODAY)
    rows = {row.place: row for row in comparison(known["visits.child"], members, span, known, open_to=members[:1])}
    assert [rows[place].figure.value for place in members] == [2, None, 0, None]
    assert [rows[place].withheld for place in members[:2]] == [None, Shown.SMALL]
