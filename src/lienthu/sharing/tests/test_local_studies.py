"""Which titles are proposed as local studies; without a database where there is none to ask."""

from pathlib import Path

import pytest
from conftest import NOW, Person
from django.test import Client

from lienthu.catalogue.services import indexing
from lienthu.sharing.models import Offer
from lienthu.sharing.rules import local_studies
from lienthu.sharing.rules.lists import Wanted
from lienthu.sharing.services import gifts, rounds

from .builders import federation, shelf


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Thư viện tỉnh An Giang", "An Giang"),
        ("Thư viện thành phố Cần Thơ", "Cần Thơ"),
        ("Thư viện Khoa học Tổng hợp Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
    ],
)
def test_the_place_of_a_library_is_what_its_name_ends_with(name: str, place: str) -> None:
    assert local_studies.place_of(name) == place


def test_a_room_of_local_studies_is_known_whatever_its_case() -> None:
    assert local_studies.names_local_studies("Kho ĐỊA CHÍ tầng 3")
    assert not local_studies.names_local_studies("Kho mượn")


@pytest.mark.django_db
@pytest.mark.once
def test_local_studies_are_chosen_on_a_page_and_other_titles_still_offered(giver: Person, tmp_path: Path) -> None:
    shelf(tmp_path, giver, dia_chi=2, kieu=1)
    indexing.drain()
    held = rounds.begin(of=federation(giver), name="Đợt 1", until=None, only_wishes=False, actor=None, at=NOW)
    gift = gifts.begin(library=giver.library, said=gifts.Said(recipient_name="Đảo", on=NOW.date()), actor=None, at=NOW)
    gifts.add(gift=gift, wanted=[Wanted(1, code="QT.dia_chi2")], actor=None, at=NOW)
    client = Client()
    client.force_login(giver.user)
    page = f"/staff/sharing/exchange/{held.pk}/local-studies/"
    (row,) = client.get(page).context["page"]
    assert (row.name, row.free) == ("Địa chí An Giang", 1)
    client.post(page, {"record": str(row.record)})
    assert list(client.get(page).context["page"]) == []
    client.post(f"/staff/sharing/exchange/{held.pk}/offer/", {"text": "QT.kieu1"})
    assert Offer.objects.filter(round=held).count() == 2
