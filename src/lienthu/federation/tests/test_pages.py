"""The staff's pages. Their people come from the room above through Django's user model, without an import."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from lienthu.federation import queries, services
from lienthu.federation.models import Federation, Organisation, Site, Tier

from .builders import AT, REFORM, federation, organisation

pytestmark = pytest.mark.django_db
BY = {"actor": None, "at": AT}
Visit = Callable[[str, Organisation | None], Client]


@pytest.fixture
def visit() -> Visit:
    """A browser signed in by somebody with that role over that organisation (None: the whole hub)."""

    def sign_in(kind: str, over: Organisation | None) -> Client:
        user = get_user_model().objects.create(username=f"{kind}-{over}")
        user.roles.create(kind=kind, organisation=over)
        client = Client()
        client.force_login(user)
        return client

    return sign_in


def change(code: str, verb: str) -> str:
    return reverse("federation:change", args=[code, verb])


def addresses() -> list[str]:
    library, group = organisation("LIB"), federation("LH")
    services.add_site(organisation=library, name="Kho", **BY)
    services.join_federation(federation=group, organisation=library, **BY)
    office = services.add_office(
        federation=group, organisation=library, position="chair", person_name="Ông Minh Hoạ", **BY
    )
    return [
        reverse("federation:tree"),
        reverse("federation:add_top"),
        reverse("federation:tiers"),
        reverse("federation:add_tier"),
        reverse("federation:found"),
        reverse("federation:organisation", args=["LIB"]),
        *(change("LIB", verb) for verb in ("add", "rename", "move", "site", "succession", "close")),
        reverse("federation:close_site", args=[Site.objects.get().pk]),
        reverse("federation:federations"),
        reverse("federation:federation", args=["LH"]),
        *(reverse("federation:govern", args=["LH", verb]) for verb in ("join", "leave", "term", "office")),
        reverse("federation:end_office", args=[office.pk]),
    ]


def test_every_page_opens_for_the_system_administrator(visit: Visit) -> None:
    pages = addresses()
    client = visit("system", None)
    for address in pages:
        assert client.get(address).status_code == 200, address


@pytest.mark.once
def test_staff_of_another_library_may_read_but_change_nothing(visit: Visit) -> None:
    pages = addresses()
    client = visit("director", organisation("SISTER"))
    readable = {
        reverse("federation:tree"),
        reverse("federation:tiers"),
        reverse("federation:organisation", args=["LIB"]),
        reverse("federation:federations"),
        reverse("federation:federation", args=["LH"]),
    }
    for address in pages:
        assert client.get(address).status_code == (200 if address in readable else 403), address
    before = queries.names(None, REFORM)
    assert client.post(change("LIB", "rename"), {"name": "X", "language": "vi", "on": "2025-07-01"}).status_code == 403
    assert queries.names(None, REFORM) == before


@pytest.mark.once
def test_a_federation_is_founded_where_the_federations_are_listed(visit: Visit) -> None:
    client = visit("system", None)
    address = reverse("federation:found")
    assert address in client.get(reverse("federation:federations")).content.decode()
    entered = {"code": "LH-MOI", "name": "Liên hiệp Minh Hoạ", "opened_on": "01/07/2025"}
    answer = client.post(address, entered, follow=True)
    assert "Liên hiệp Minh Hoạ" in answer.content.decode()
    founded = Federation.objects.get(code="LH-MOI")
    assert (founded.name, founded.opened_on) == ("Liên hiệp Minh Hoạ", REFORM)
    again = client.post(address, {**entered, "code": "lh-moi"})
    assert again.status_code == 422
    assert "đã thuộc về liên hiệp khác" in again.content.decode()
    secretary = visit("secretary", organisation("LIB"))  # of one federation, not of the hub
    assert secretary.post(address, {**entered, "code": "X"}).status_code == 403
    assert address not in secretary.get(reverse("federation:federations")).content.decode()


def test_a_tier_is_added_and_an_organisation_may_stand_on_it(visit: Visit) -> None:
    services.load_tiers()
    client = visit("system", None)
    assert reverse("federation:tiers") in client.get(reverse("federation:tree")).content.decode()
    entered = {"name": "Cấp liên xã", "key": "lien-xa", "rank": "35"}
    answer = client.post(reverse("federation:add_tier"), entered, follow=True)
    assert [tier.key for tier in answer.context["tiers"]].index("lien-xa") > 0
    assert 'value="lien-xa"' in client.get(reverse("federation:add_top")).content.decode()
    assert client.post(reverse("federation:add_tier"), entered).status_code == 422
    assert client.post(reverse("federation:add_tier"), {**entered, "key": "liên xã"}).status_code == 422
    assert Tier.objects.filter(name="Cấp liên xã").count() == 1


@pytest.mark.once
def test_the_tree_is_shown_as_of_the_day_that_was_chosen(visit: Visit) -> None:
    old, new = organisation("OLD", name="Sở Hậu Giang"), organisation("NEW", name="Sở Cần Thơ")
    library = organisation("LIB", old, name="Thư viện tỉnh Hậu Giang")
    services.move(organisation=library, parent=new, on=REFORM, **BY)
    client = visit("cataloguer", library)
    for day, parent in (("2025-06-30", old), ("2025-07-01", new)):
        response = client.get(reverse("federation:tree"), {"day": day})
        shown = {node.organisation.code: node for node in response.context["nodes"]}
        assert [child.organisation for child in shown[parent.code].children] == [library]
        assert date.fromisoformat(day).strftime("%d/%m/%Y") in response.content.decode()


@pytest.mark.once
def test_a_day_that_is_none_is_told_at_the_field_and_today_is_shown(visit: Visit) -> None:
    client = visit("director", organisation("LIB"))
    for page in ("federation:tree", "federation:federations"):
        response = client.get(reverse(page), {"day": "31/02/2025"})
        assert response.status_code == 200
        assert response.context["form"].errors.keys() == {"day"}


@pytest.mark.once
def test_a_director_renames_adds_below_and_opens_a_site(visit: Visit) -> None:
    library = organisation("LIB")
    client = visit("director", library)
    facts = {"name": "Thư viện Nguyễn Đình Chiểu", "language": "vi", "on": "2025-07-01", "reason": "Quyết định 12"}
    assert client.post(change("LIB", "rename"), facts).status_code == 302
    added = {"code": "LIB-1", "name": "Thư viện huyện", "kind": "library", "tier": ""}
    assert client.post(change("LIB", "add"), added).status_code == 302
    site = {"name": "Phòng đọc", "kind": "reading_room", "latitude": "10.24", "longitude": "106.37"}
    assert client.post(change("LIB", "site"), site).status_code == 302
    page = client.get(reverse("federation:organisation", args=["lib"])).content.decode()
    for expected in ("Thư viện Nguyễn Đình Chiểu", "LIB-1", "Phòng đọc", "10.2400, 106.3700", "Quyết định 12"):
        assert expected in page
    assert client.post(change("LIB-1", "close"), {"on": "2026-01-01"}).status_code == 302


@pytest.mark.once
def test_where_a_library_stands_is_not_for_the_library_itself_to_say(visit: Visit) -> None:
    top, beside = organisation("TOP"), organisation("BESIDE")
    library = organisation("LIB", top)
    own, above = visit("director", library), visit("director", top)
    for verb in ("move", "close", "succession"):
        assert own.get(change("LIB", verb)).status_code == 403
        assert above.get(change("LIB", verb)).status_code == 200
    assert above.post(change("LIB", "move"), {"parent": "BESIDE", "on": "2025-07-01"}).status_code == 403
    assert above.post(change("LIB", "move"), {"parent": "", "on": "2025-07-01"}).status_code == 403
    assert queries.ancestors([library.pk], REFORM)[library.pk] == (top.pk,)
    assert (
        visit("system", None).post(change("LIB", "move"), {"parent": "beside", "on": "2025-07-01"}).status_code == 302
    )
    assert queries.ancestors([library.pk], REFORM)[library.pk] == (beside.pk,)


def test_a_refusal_stands_at_its_field_and_says_what_to_do(visit: Visit) -> None:
    top = organisation("TOP")
    organisation("LIB", top)
    client = visit("system", None)
    for verb, facts, field in (
        ("move", {"parent": "LIB", "on": "2025-07-01"}, "parent"),
        ("move", {"parent": "NONE-SUCH", "on": "2025-07-01"}, "parent"),
        ("close", {"on": "2025-07-01"}, "on"),
        ("add", {"code": "lib", "name": "X", "kind": "library"}, "code"),
        ("add", {"code": "P", "name": "X", "kind": "prison", "library_type": "public"}, "library_type"),
        ("site", {"name": "Kho", "kind": "store", "latitude": "10"}, "latitude"),
        ("site", {"name": "Kho", "kind": "store", "admin_unit_code": "99999"}, "admin_unit_code"),
        ("succession", {"kind": "split", "successor": "TOP", "share": "50", "on": "2025-07-01"}, "successor"),
        ("succession", {"kind": "split", "successor": "LIB", "share": "500", "on": "2025-07-01"}, "share"),
    ):
        response = client.post(change("TOP", verb), facts)
        assert response.status_code == 422, (verb, facts)
        assert field in response.context["form"].errors, (verb, facts)


@pytest.mark.once
def test_a_merger_is_recorded_on_the_page_in_per_cent(visit: Visit) -> None:
    old, new = organisation("OLD"), organisation("NEW")
    client = visit("system", None)
    facts = {"kind": "merge", "successor": "NEW", "share": "62.5", "on": "2025-07-01"}
    assert client.post(change("OLD", "succession"), facts).status_code == 302
    (heir,) = queries.successors(old, REFORM)
    assert (heir.organisation, str(heir.share)) == (new, "0.6250")
    assert "Thư viện NEW" in client.get(reverse("federation:organisation", args=["OLD"])).content.decode()


def test_a_federation_is_governed_over_its_lead_library_alone(visit: Visit) -> None:
    lead, other = organisation("LEAD"), organisation("OTHER")
    group = federation("LH", lead)
    services.add_office(federation=group, organisation=lead, position="lead_library", **BY)
    join = reverse("federation:govern", args=["LH", "join"])
    facts = {"organisation": "OTHER", "valid_from": "2025-07-01"}
    assert visit("secretary", other).post(join, facts).status_code == 403
    assert visit("director", lead).post(join, facts).status_code == 403
    secretary = visit("secretary", lead)
    assert secretary.post(join, facts).status_code == 302
    assert other in queries.members(group, REFORM)
    term = reverse("federation:govern", args=["LH", "term"])
    assert secretary.post(term, {"name": "Nhiệm kỳ 2025–2027", "valid_from": "2025-07-01"}).status_code == 302
    office = {
        "position": "chair",
        "person_name": "Bà Minh Hoạ",
        "organisation": "OTHER",
        "term": str(group.terms.get().pk),
    }
    assert secretary.post(reverse("federation:govern", args=["LH", "office"]), office).status_code == 302
    page = secretary.get(reverse("federation:federation", args=["LH"]), {"day": "2025-07-02"}).content.decode()
    for expected in ("Bà Minh Hoạ", "Nhiệm kỳ 2025–2027", "Thư viện OTHER"):
        assert expected in page


@pytest.mark.once
def test_what_does_not_exist_is_not_found(visit: Visit) -> None:
    organisation("LIB")
    client = visit("system", None)
    for address in (
        reverse("federation:organisation", args=["NONE"]),
        change("LIB", "abolish"),
        change("NONE", "rename"),
        reverse("federation:federation", args=["NONE"]),
        reverse("federation:tree") + "?root=NONE",
    ):
        assert client.get(address).status_code == 404, address


def test_a_page_costs_the_same_number_of_queries_with_one_child_or_thirty(
    visit: Visit, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    top = organisation("TOP")
    client = visit("director", top)
    counts = []
    for size in (1, 30):
        for number in range(size):
            organisation(f"L{size}-{number}", top, tier="district")
        for address in (reverse("federation:tree"), reverse("federation:organisation", args=["TOP"])):
            with django_assert_max_num_queries(40) as queries_made:
                client.get(address)
            counts.append(len(queries_made))
    assert counts[:2] == counts[2:]
