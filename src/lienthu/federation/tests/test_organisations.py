from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from lienthu.common import audit
from lienthu.federation import queries, services
from lienthu.federation.errors import OrganisationRefused, UnknownOrganisation
from lienthu.federation.models import Organisation, OrganisationName, OrganisationParent, Site

from .builders import AT, DAY_BEFORE, REFORM, federation, organisation

pytestmark = pytest.mark.django_db
BY = {"actor": None, "at": AT}


def test_an_organisation_is_found_by_its_code_whatever_the_case() -> None:
    added = organisation("CT", name="Thư viện thành phố Cần Thơ", tier="provincial")
    assert queries.organisation_by_code("ct") == added
    assert added.tier is not None
    assert added.tier.name == "Cấp tỉnh"
    assert added.library_type == Organisation.LibraryType.PUBLIC


def test_an_unknown_code_is_answered_with_what_to_do() -> None:
    organisation("TV-CANTHO")
    with translation.override("vi"), pytest.raises(UnknownOrganisation) as refusal:
        queries.organisation_by_code("TV-CANTH0")
    assert "TV-CANTHO" in str(refusal.value)
    with pytest.raises(UnknownOrganisation) as refusal:
        queries.organisation_by_code("XYZ")
    assert "./lienthu organisation add XYZ" in str(refusal.value)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"code": "ct"}, "code_taken"),
        ({"code": "CẦN THƠ"}, "bad_code"),
        ({"code": "A" * 41}, "bad_code"),
        ({"code": "NEW", "name": "  "}, "no_name"),
        ({"code": "NEW", "name": "x" * 201}, "too_long"),
        ({"code": "NEW", "tier": "galactic"}, "unknown_tier"),
        ({"code": "NEW", "kind": "spaceship"}, "unknown_kind"),
    ],
)
def test_what_cannot_be_added_is_refused_with_its_reason(facts: dict[str, str], code: str) -> None:
    organisation("CT")
    with pytest.raises(OrganisationRefused) as refusal:
        organisation(**facts)
    assert refusal.value.code == code
    assert Organisation.objects.count() == 1


def test_a_new_tier_is_data_and_needs_no_code() -> None:
    services.add_tier(key="interprovincial", name="Cấp liên tỉnh", rank=15, **BY)
    added = organisation("LT", tier="interprovincial")
    assert added.tier is not None
    assert added.tier.rank == 15


def test_a_name_holds_from_its_day_and_the_old_one_before() -> None:
    library = organisation("TTH", name="Thư viện tỉnh Thừa Thiên Huế")
    services.rename(organisation=library, name="Thư viện Tổng hợp thành phố Huế", on=REFORM, **BY)
    assert queries.names([library.pk], DAY_BEFORE) == {library.pk: "Thư viện tỉnh Thừa Thiên Huế"}
    assert queries.names([library.pk], REFORM) == {library.pk: "Thư viện Tổng hợp thành phố Huế"}


def test_renaming_on_the_day_a_name_began_corrects_it() -> None:
    library = organisation("TTH")
    for name in ("Thư viện Hue", "Thư viện Huế"):
        services.rename(organisation=library, name=name, on=REFORM, **BY)
    assert list(OrganisationName.objects.filter(valid_from=REFORM).values_list("full", flat=True)) == ["Thư viện Huế"]


def test_a_change_back_in_time_lasts_until_the_next_one_already_recorded() -> None:
    top, first, second = organisation("TOP"), organisation("P1"), organisation("P2")
    library = organisation("CT", top, valid_from=date(2000, 1, 1))
    services.move(organisation=library, parent=second, on=date(2010, 1, 1), **BY)
    services.move(organisation=library, parent=first, on=date(2005, 1, 1), **BY)
    seen = [queries.ancestors([library.pk], date(year, 6, 1))[library.pk] for year in (2004, 2006, 2011)]
    assert seen == [(top.pk,), (first.pk,), (second.pk,)]


def test_names_fall_back_to_the_nearest_and_at_last_to_the_code() -> None:
    library = organisation("CT", name="Thư viện Cần Thơ", valid_from=REFORM)
    assert queries.names([library.pk], DAY_BEFORE)[library.pk] == "Thư viện Cần Thơ"
    library.names.all().delete()
    assert queries.names(None, REFORM) == {library.pk: "CT"}


def test_an_english_name_is_shown_in_english_and_the_vietnamese_one_where_there_is_none() -> None:
    library, other = organisation("CT", name="Thư viện Cần Thơ"), organisation("ST", name="Thư viện Sóc Trăng")
    services.rename(organisation=library, name="Can Tho Library", language="en", on=REFORM, **BY)
    assert queries.names([library.pk, other.pk], REFORM, "en") == {
        library.pk: "Can Tho Library",
        other.pk: "Thư viện Sóc Trăng",
    }
    assert queries.names([library.pk], REFORM)[library.pk] == "Thư viện Cần Thơ"


def test_three_provincial_libraries_go_on_by_themselves_within_the_new_can_tho() -> None:
    country = organisation("VN", kind="authority")
    provinces = {code: organisation(f"SO-{code}", country, kind="authority") for code in ("CT", "ST", "HG")}
    libraries = {code: organisation(code, provinces[code]) for code in provinces}
    for code in ("ST", "HG"):
        services.move(organisation=libraries[code], parent=provinces["CT"], on=REFORM, **BY)
        services.record_succession(
            predecessor=provinces[code], successor=provinces["CT"], kind="merge", on=REFORM, **BY
        )
    before = queries.paths(DAY_BEFORE)
    assert before[libraries["ST"].pk] == (country.pk, provinces["ST"].pk, libraries["ST"].pk)
    assert set(queries.descendants(provinces["CT"], REFORM)) == {each.pk for each in libraries.values()}
    assert queries.descendants(provinces["CT"], DAY_BEFORE) == [libraries["CT"].pk]
    shown = [node.organisation.code for top in queries.tree_as_of(REFORM) for node in top.walk()]
    assert shown == ["VN", "SO-CT", "CT", "HG", "ST"]
    assert [heir.organisation.code for heir in queries.successors(provinces["ST"], REFORM)] == ["SO-CT"]
    assert queries.successors(libraries["ST"], REFORM) == []


def test_the_tree_of_a_root_begins_there_and_holds_nobody_who_was_closed() -> None:
    top = organisation("TOP")
    kept, gone = organisation("KEPT", top), organisation("GONE", top)
    services.close(organisation=gone, on=REFORM, **BY)
    assert [node.organisation for node in queries.tree_as_of(REFORM, top)[0].walk()] == [top, kept]
    assert len(queries.tree_as_of(DAY_BEFORE, top)[0].children) == 2
    assert queries.tree_as_of(REFORM, gone) == []


def test_siblings_stand_by_tier_and_then_in_vietnamese_order() -> None:
    for code, name, tier in (
        ("A", "Thư viện huyện Đầm Dơi", "district"),
        ("B", "Thư viện huyện Duyên Hải", "district"),
        ("C", "Thư viện tỉnh Vĩnh Long", "provincial"),
        ("D", "Thư viện tỉnh Đồng Tháp", "provincial"),
        ("E", "Thư viện chùa", None),
    ):
        organisation(code, name=name, tier=tier)
    assert [node.organisation.code for node in queries.tree_as_of(REFORM)] == ["D", "C", "B", "A", "E"]


def test_the_tree_costs_the_same_number_of_queries_whatever_its_size(django_assert_num_queries) -> None:
    top = organisation("TOP")
    for size in (1, 25):
        for number in range(size):
            organisation(f"L{size}-{number}", top, tier="district")
        with django_assert_num_queries(4):
            queries.tree_as_of(REFORM)
        with django_assert_num_queries(2):
            queries.paths(REFORM)
        with django_assert_num_queries(1):
            queries.descendants(top, REFORM)
        everybody = list(Organisation.objects.values_list("pk", flat=True))
        with django_assert_num_queries(1):
            queries.ancestors(everybody, REFORM)


def test_nothing_may_stand_above_itself() -> None:
    top = organisation("TOP")
    middle = organisation("MIDDLE", top)
    bottom = organisation("BOTTOM", middle)
    with pytest.raises(OrganisationRefused) as refusal:
        services.move(organisation=top, parent=bottom, on=REFORM, **BY)
    assert refusal.value.code == "ring"
    assert "TOP → MIDDLE → BOTTOM → TOP" in str(refusal.value)
    assert queries.ancestors([top.pk], REFORM) == {top.pk: ()}
    with pytest.raises(OrganisationRefused), transaction.atomic():
        services.move(organisation=middle, parent=middle, on=REFORM, **BY)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationParent.objects.create(organisation=top, parent=top)


def test_a_refused_move_leaves_the_tree_as_it_was() -> None:
    top = organisation("TOP")
    library = organisation("LIB", top)
    child = organisation("CHILD", library)
    with pytest.raises(OrganisationRefused):
        services.move(organisation=library, parent=child, on=REFORM, **BY)
    assert queries.ancestors([library.pk], REFORM) == {library.pk: (top.pk,)}
    assert audit.entries_of(library).count() == 1


def test_a_library_with_others_below_it_cannot_close_before_they_moved() -> None:
    top = organisation("TOP")
    child = organisation("CHILD", top)
    with pytest.raises(OrganisationRefused) as refusal:
        services.close(organisation=top, on=REFORM, **BY)
    assert refusal.value.context["children"] == ["CHILD"]
    services.move(organisation=child, parent=None, on=REFORM, **BY)
    services.close(organisation=top, on=REFORM, **BY)
    assert [node.organisation for node in queries.tree_as_of(REFORM)] == [child]
    assert [node.organisation for node in queries.tree_as_of(DAY_BEFORE)[0].walk()] == [top, child]


def test_closing_ends_sites_and_memberships_on_the_same_day() -> None:
    library = organisation("CT")
    group = federation("LH", library)
    services.add_site(organisation=library, name="Phòng đọc", kind=Site.Kind.READING_ROOM, **BY)
    services.close(organisation=library, on=REFORM, **BY)
    assert queries.sites_of([library.pk], DAY_BEFORE).count() == 1
    assert queries.sites_of([library.pk], REFORM).count() == 0
    assert list(queries.members(group, DAY_BEFORE)) == [library]
    assert list(queries.members(group, REFORM)) == []
    with pytest.raises(OrganisationRefused) as refusal:
        services.rename(organisation=library, name="Thư viện mới", on=REFORM, **BY)
    assert refusal.value.code == "closed_by_then"


def test_a_parent_must_be_open_when_a_child_comes_under_it() -> None:
    late = organisation("LATE", valid_from=REFORM)
    with pytest.raises(OrganisationRefused) as refusal:
        organisation("EARLY", late, valid_from=DAY_BEFORE)
    assert refusal.value.code == "not_open_yet"
    assert refusal.value.context["field"] == "parent"
    child = organisation("CHILD", late)
    assert queries.ancestors([child.pk], DAY_BEFORE) == {child.pk: ()}
    assert queries.ancestors([child.pk], REFORM) == {child.pk: (late.pk,)}


def test_a_merge_closes_what_was_merged_and_its_part_is_followed() -> None:
    old, new, other = organisation("OLD"), organisation("NEW"), organisation("OTHER")
    for successor, share in ((new, "0.7"), (other, "0.3")):
        services.record_succession(
            predecessor=old, successor=successor, kind="merge", share=Decimal(share), on=REFORM, **BY
        )
    services.record_succession(predecessor=other, successor=new, kind="merge", on=date(2025, 9, 1), **BY)
    old.refresh_from_db()
    assert old.closed_on == REFORM
    assert queries.successors(old, DAY_BEFORE) == []
    assert [(heir.organisation.code, heir.share) for heir in queries.successors(old, REFORM)] == [
        ("NEW", Decimal("0.7")),
        ("OTHER", Decimal("0.3")),
    ]
    (heir,) = queries.successors(old, date(2026, 1, 1))
    assert (heir.organisation, heir.share, heir.on) == (new, Decimal(1), date(2025, 9, 1))


def test_a_split_leaves_the_library_open_and_never_gives_away_more_than_the_whole() -> None:
    whole, part, more = organisation("WHOLE"), organisation("PART"), organisation("MORE")
    services.record_succession(predecessor=whole, successor=part, kind="split", share=Decimal("0.4"), on=REFORM, **BY)
    whole.refresh_from_db()
    assert whole.closed_on is None
    with pytest.raises(OrganisationRefused) as refusal:
        services.record_succession(
            predecessor=whole, successor=more, kind="split", share=Decimal("0.7"), on=REFORM, **BY
        )
    assert refusal.value.code == "share"
    assert "0.6" in str(refusal.value)


def test_a_site_has_both_coordinates_or_none() -> None:
    library = organisation("CT")
    with pytest.raises(OrganisationRefused) as refusal:
        services.add_site(organisation=library, name="Kho", latitude=10.0, **BY)
    assert refusal.value.code == "half_a_place"
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.create(organisation=library, name="Kho", latitude=10.0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Site.objects.create(organisation=library, name="Kho", latitude=110.0, longitude=10.0)


def test_the_database_itself_refuses_two_names_that_begin_together_or_both_go_on() -> None:
    library = organisation("CT")
    for days in ({"valid_from": None, "valid_to": REFORM}, {"valid_from": REFORM, "valid_to": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OrganisationName.objects.create(organisation=library, full="Tên khác", **days)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationName.objects.create(
            organisation=library, full="Tên ngược", language="en", valid_from=REFORM, valid_to=DAY_BEFORE
        )


def test_every_change_leaves_an_entry_with_who_and_why(django_user_model) -> None:
    person = django_user_model.objects.create(username="lan")
    by = {"actor": person, "at": AT}
    top, library = organisation("TOP"), organisation("CT")
    services.rename(organisation=library, name="Tên mới", on=REFORM, reason="Nghị quyết 202", **by)
    services.move(organisation=library, parent=top, on=REFORM, **by)
    services.add_site(organisation=library, name="Trụ sở", latitude=10.03, longitude=105.78, **by)
    entries = audit.entries_of(library)
    assert [entry.action for entry in entries] == [
        "site.added",
        "organisation.moved",
        "organisation.renamed",
        "organisation.added",
    ]
    renamed = entries[2]
    assert (renamed.actor, renamed.reason) == (person, "Nghị quyết 202")
    assert renamed.before == {"name": "Thư viện CT"}
    assert renamed.after == {"name": "Tên mới", "language": "vi", "from": "2025-07-01"}
