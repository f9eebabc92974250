from datetime import date, timedelta

import pytest

from lienthu.common import audit
from lienthu.common.models import AuditEntry
from lienthu.ledger import queries as ledger
from lienthu.ledger.models import AgeBand, DailySum, Kind
from lienthu.patrons import queries, rules
from lienthu.patrons.models import Card, Consent, Patron
from lienthu.patrons.services import cards, patrons
from lienthu.patrons.services.arrivals import Arrival, register_many
from lienthu.patrons.services.consents import Answer, record
from lienthu.patrons.services.patrons import Details, Guardian
from lienthu.patrons.tests import builders
from lienthu.patrons.tests.builders import AT, GUARDIAN_YES, TODAY, YES

YEAR = timedelta(days=365)


@pytest.fixture
def library(our_library):
    return our_library.library


def codes(patron: Patron, on: date = TODAY) -> list[str]:
    return [refusal.code for refusal in rules.standing(patron, on)]


def test_a_registered_adult_with_a_card_may_borrow_and_is_found_by_the_card(library) -> None:
    patron = builders.patron(library, "Nguyễn Nhật Ánh", card="TV 0001")
    found = queries.patron_by_card("tv0001", libraries=[library])
    assert found == patron
    assert codes(found) == []
    assert found.expires_on == date(2027, 1, 4)


def test_the_card_of_another_library_is_not_known_here(library, sister_library) -> None:
    builders.patron(sister_library.library, card="X1")
    assert queries.patron_by_card("X1", libraries=[library]) is None
    assert queries.patron_by_card("X1", libraries=[library.pk, sister_library.library.pk]) is not None


def test_looking_up_a_card_and_the_standing_of_its_patron_is_one_query(library, django_assert_num_queries) -> None:
    builders.patron(library, card="X1")
    with django_assert_num_queries(1):
        patron = queries.patron_by_card("X1", libraries=[library])
        assert patron is not None
        assert codes(patron) == []


def test_numbers_follow_each_other_and_step_over_those_that_are_taken(library) -> None:
    first = builders.patron(library)
    patrons.register(
        library=library,
        details=Details(full_name="Lý Thông", category=first.category),
        answers=[YES],
        number="bdours000002",
        actor=None,
        at=AT,
    )
    assert [first.number, builders.patron(library).number] == ["BDOURS000001", "BDOURS000003"]


def test_nobody_is_registered_who_does_not_agree(library) -> None:
    details = Details(full_name="Trần Văn Không", category=builders.category(library))
    for answers in ([], [Answer(Consent.Purpose.CARD, Consent.Giver.SELF, granted=False)]):
        with builders.refused("no_consent"):
            patrons.register(library=library, details=details, answers=answers, actor=None, at=AT)
    assert not Patron.objects.exists()


@pytest.mark.parametrize(
    ("guardian", "answers", "field"),
    [
        (None, [GUARDIAN_YES], "guardian_name"),
        (Guardian(name="Mẹ"), [], "consent_card_guardian"),
        (Guardian(name="Mẹ"), [YES], "consent_card_guardian"),
    ],
)
def test_a_child_needs_a_guardian_and_the_guardians_consent(library, guardian, answers, field) -> None:
    details = Details(full_name="Bé Na", birth_date=date(2016, 1, 1), category=builders.category(library, "child"))
    with builders.refused(field=field):
        patrons.register(library=library, details=details, guardian=guardian, answers=answers, actor=None, at=AT)


def test_a_child_whose_guardian_takes_the_consent_back_may_borrow_no_longer(library) -> None:
    child = builders.child(library)
    assert codes(child) == []
    record(
        patron=child,
        answers=[Answer(Consent.Purpose.CARD, Consent.Giver.GUARDIAN, granted=False)],
        actor=None,
        at=AT + timedelta(hours=1),
    )
    child.refresh_from_db()
    assert codes(child) == ["no_consent"]
    assert rules.standing(child, TODAY)[0].overridable_by == ""
    assert codes(child, date(2031, 9, 1)) == ["expired"]  # sixteen by then: the guardian's word counts no more


def test_publishing_needs_both_and_silence_is_no_consent(library) -> None:
    child = builders.child(library)

    def may_publish() -> bool:
        return rules.consented(Consent.Purpose.PUBLISH, child, child.consents.all(), TODAY)

    assert not may_publish()
    for giver, result in ((Consent.Giver.GUARDIAN, False), (Consent.Giver.SELF, True)):
        record(patron=child, answers=[Answer(Consent.Purpose.PUBLISH, giver, granted=True)], actor=None, at=AT)
        assert may_publish() is result


def test_every_reason_is_told_at_once(library) -> None:
    patron = builders.patron(library)
    patron.blocks.create(kind="rules", text="xé trang", from_on=TODAY)
    patron.open_blocks = 1
    assert codes(patron, TODAY + 2 * YEAR) == ["expired", "blocked"]
    assert codes(builders.patron(library, card=None)) == ["no_card"]


def test_issues_and_renewals_are_counted_apart_by_the_age_of_the_day(library) -> None:
    child = builders.child(library, birth_date=date(2010, 1, 7))
    cards.renew(patron=child, actor=None, at=AT + timedelta(days=1))
    cards.renew(patron=child, actor=None, at=AT + timedelta(days=2))  # sixteen today
    cards.replace(patron=child, actor=None, at=AT + timedelta(days=2))
    sums = DailySum.objects.values_list("kind", "age_band", "quantity", "owner", "host")
    assert sorted(sums) == [
        (Kind.CARD_ISSUED, AgeBand.CHILD, 1, library.pk, library.pk),
        (Kind.CARD_RENEWED, AgeBand.ADULT, 1, library.pk, library.pk),
        (Kind.CARD_RENEWED, AgeBand.CHILD, 1, library.pk, library.pk),
    ]
    assert ledger.total([Kind.CARD_RENEWED], since=TODAY, until=TODAY + YEAR) == 2


def test_a_lost_card_opens_nothing_and_the_next_one_does(library) -> None:
    patron = builders.patron(library, card="")
    old = builders.card_of(patron)
    cards.mark_lost(card=old, actor=None, at=AT)
    assert queries.patron_by_card(old.code, libraries=[library]) is None
    told = queries.card_by_code(old.code, libraries=[library])
    assert told is not None
    assert told.state == Card.State.LOST
    new = cards.replace(patron=patron, actor=None, at=AT)
    assert new.code == f"{patron.number}-2"
    assert queries.patron_by_card(new.code, libraries=[library]) == patron
    with builders.refused("not_active"):
        cards.mark_lost(card=old, actor=None, at=AT)


def test_two_active_cards_never_have_one_code(library) -> None:
    builders.patron(library, card="X1")
    with builders.refused("code_taken"):
        builders.patron(library, card="x1")


def test_a_second_card_is_refused(library) -> None:
    with builders.refused("has_a_card"):
        cards.issue(patron=builders.patron(library), actor=None, at=AT)


def test_a_change_writes_what_differs_and_nothing_else(library, our_library) -> None:
    patron = builders.patron(library, "Trần Van Hai")
    details = Details(full_name="Trần  Văn Hai", birth_date=patron.birth_date, category=patron.category)
    for _time in range(2):
        patrons.change(patron=patron, details=details, actor=our_library.user, at=AT)
    entry = audit.entries_of(patron).get(action="patron.changed")
    assert (entry.before, entry.after) == ({"full_name": "Trần Van Hai"}, {"full_name": "Trần Văn Hai"})
    assert [found.full_name for found in queries.search("văn hai", library=library)] == ["Trần Văn Hai"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"full_name": "  "}, "full_name"),
        ({"full_name": "123"}, "full_name"),
        ({"birth_date": date(2027, 1, 1)}, "birth_date"),
        ({"birth_date": date(1875, 1, 1)}, "birth_date"),
        ({"email": "an@"}, "email"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(library, facts, field) -> None:
    with builders.refused(field=field):
        given = {"full_name": "Vũ Trọng Phụng", "category": builders.category(library), **facts}
        patrons.register(library=library, details=Details(**given), answers=[YES], actor=None, at=AT)


def test_a_category_has_ages_and_is_inherited_field_by_field(library, person) -> None:
    from lienthu.federation.tests.builders import organisation

    below = organisation("BELOW", library)
    builders.category(library, "child", age_to=15, card_months=24)
    own = builders.category(below, "child", name="Bạn đọc nhí", band="", card_months=6)
    (terms,) = queries.categories_of(below, TODAY)
    assert (terms.category, terms.band, terms.card_months, terms.age_to) == (own, AgeBand.CHILD, 6, 15)
    assert terms.origin == {"band": library.pk, "card_months": below.pk, "age_from": 0, "age_to": library.pk}
    with builders.refused("wrong_age"):
        builders.patron(below, category=own, birth_date=date(1990, 1, 1))


def test_a_list_of_people_keeps_the_wrong_ones_with_their_reason(library) -> None:
    adult, child = builders.category(library), builders.category(library, "child")
    builders.patron(library, card="C1")
    outcomes = register_many(
        library=library,
        arrivals=[
            Arrival(details=Details(full_name="Ngô Tất Tố", category=adult), number="9", card="C9", place=2),
            Arrival(details=Details(full_name="", category=adult), place=3),
            Arrival(details=Details(full_name="Tô Hoài", category=adult), number="9", place=4),
            Arrival(details=Details(full_name="Nam Cao", category=adult), card="c1", place=5),
            Arrival(
                details=Details(full_name="Bé Mít", category=child, birth_date=date(2016, 1, 1)),
                expires_on=date(2026, 12, 31),
            ),
        ],
        actor=None,
        at=AT,
    )
    told = [(o.arrival.place, o.refusal.code) for o in outcomes if o.refusal]
    assert told == [(3, "no_name"), (4, "number_taken"), (5, "code_taken")]
    taken = queries.patron_by_card("C9", libraries=[library])
    assert taken is not None
    assert taken.full_name == "Ngô Tất Tố"
    assert codes(Patron.objects.get(full_name="Bé Mít")) == ["no_consent"]
    assert ledger.total([Kind.CARD_ISSUED], since=TODAY, until=TODAY + YEAR) == 1  # the one of the desk
    assert AuditEntry.objects.filter(action="patron.taken_over").count() == 2
