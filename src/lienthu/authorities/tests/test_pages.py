"""The pages: who may look, who may change what everybody shares, and what a person sees and does there."""

from pathlib import Path

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lienthu.accounts.models import Role, User
from lienthu.authorities.models import Change, Heading, Relation
from lienthu.authorities.queries.lists import doubles
from lienthu.authorities.rules import may_edit
from lienthu.authorities.services import forms
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.models import SourceRecord
from lienthu.cataloguing.services import drafts
from lienthu.federation.models import Organisation, Tier
from lienthu.lib.marc import headings

from .builders import heading, person_form, provincial, saved
from .test_files import HO_CHI_MINH, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def books(our_library: Person) -> None:
    saved(our_library, "Dế mèn", ("100", "0 \x1faTô Hoài"))
    saved(our_library, "Tự truyện", ("100", "0 \x1faTô Hoài,\x1fd1920-2014"))


@pytest.fixture
def client(our_library: Person, books: None) -> Client:
    """A cataloguer of a provincial library."""
    client = Client()
    client.force_login(provincial(our_library))
    return client


def address(name: str, *arguments: int) -> str:
    return reverse(f"authorities:{name}", args=arguments)


def test_only_a_province_or_the_hub_may_change_what_all_share(our_library: Person, outsider: User) -> None:
    assert not may_edit(our_library.user)  # a library of no tier
    tier, _made = Tier.objects.get_or_create(key="district", defaults={"name": "Cấp huyện", "rank": 30})
    Organisation.objects.filter(pk=our_library.library.pk).update(tier=tier)
    assert not may_edit(User.objects.get(pk=our_library.user.pk))
    assert may_edit(provincial(our_library))
    assert not may_edit(outsider)
    Role.objects.create(user=outsider, kind=Role.Kind.SECRETARY, organisation=None)
    assert may_edit(User.objects.get(pk=outsider.pk))
    Role.objects.filter(user=our_library.user).update(kind=Role.Kind.CIRCULATION)
    assert not may_edit(User.objects.get(pk=our_library.user.pk))


@pytest.mark.once
def test_a_district_cataloguer_reads_and_cannot_change(our_library: Person, books: None) -> None:
    client = Client()
    client.force_login(our_library.user)
    number = heading("Tô Hoài").pk
    page = client.get(address("heading", number))
    assert page.status_code == 200
    assert b"<button" in page.content
    assert address("correct", number).encode() not in page.content
    posts = [
        address("correct", number), address("merge", number), address("refer", number), address("drop", number),
        address("relate", number), address("different"), address("files"), address("undo", 1),
    ]  # fmt: skip
    assert [client.post(each).status_code for each in posts] == [403] * len(posts)


def test_the_list_finds_with_and_without_marks_and_narrows(client: Client) -> None:
    assert "Tô Hoài, 1920-2014" in client.get(address("headings")).content.decode()
    found = client.get(address("headings"), {"q": "to hoai 19", "kind": "person"}).content.decode()
    assert "Tô Hoài, 1920-2014" in found
    assert ">Tô Hoài<" not in found
    assert "Tô Hoài" not in client.get(address("headings"), {"kind": "place"}).content.decode()
    for odd in ({"kind": "?", "show": "?", "page": "x"}, {"show": "all", "q": "\x00"}, {"show": "unused"}):
        assert client.get(address("headings"), odd).status_code == 200


def test_doubles_are_shown_until_somebody_says_that_they_are_two(client: Client) -> None:
    assert "Tô Hoài, 1920-2014" in client.get(address("doubles")).content.decode()
    pair = {"one": heading("Tô Hoài").pk, "other": heading("Tô Hoài, 1920-2014").pk}
    client.post(address("different"), pair)
    assert Relation.objects.get().kind == Relation.Kind.DIFFERENT
    assert "Tô Hoài, 1920-2014" not in client.get(address("doubles")).content.decode()


def test_of_doubles_the_form_from_a_file_is_kept_then_the_one_with_years_however_little_used(
    client: Client, our_library: Person
) -> None:
    form = person_form("Hồ Chí Minh", "1890-1969")
    forms.add({headings.key_of("person", form): ("person", form)}, source="file")
    for title in ("Nhật ký trong tù", "Di chúc"):
        saved(our_library, title, ("100", "1 \x1faHồ, Chí Minh,\x1fd1890-1969"))
        saved(our_library, title, ("100", "0 \x1faTô Hoài"))
    proposed = [[line.heading.text for line in group] for group in doubles(kind="person")]
    assert sorted(proposed) == [
        ["Hồ Chí Minh, 1890-1969", "Hồ, Chí Minh, 1890-1969"], ["Tô Hoài, 1920-2014", "Tô Hoài"],
    ]  # fmt: skip
    worse, better = heading("Hồ, Chí Minh, 1890-1969"), heading("Hồ Chí Minh, 1890-1969")
    page = client.get(address("doubles")).content.decode()
    assert f"{address('heading', worse.pk)}?into={better.pk}#merge" in page
    assert "từ tệp tiêu đề chuẩn" in page


def test_whoever_types_a_heading_sees_that_it_is_from_an_authority_file(client: Client) -> None:
    form = person_form("Tô Hiệu", "1912-1944")
    forms.add({headings.key_of("person", form): ("person", form)}, source="file")
    answer = client.get(reverse("authorities:suggest"), {"tag": "100", "q": "to hi"})
    assert [each["count"] for each in answer.json()["headings"]] == ["từ tệp tiêu đề chuẩn"]


def test_a_correction_on_the_page_rewrites_the_record_and_can_be_undone_there(client: Client) -> None:
    number = heading("Tô Hoài").pk
    posted = {"c-form": "$aTô Hoài$d1920-", "c-reason": "thiếu năm sinh"}
    answer = client.post(address("correct", number), posted, follow=True)
    change = Change.objects.get()
    assert answer.redirect_chain[-1][0] == address("change", change.pk)
    assert "Dế mèn" in answer.content.decode()
    record = SourceRecord.objects.order_by("pk")[0]
    assert catalogue.marc_view(record.pk).first("100") == "0 \x1faTô Hoài,\x1fd1920-"
    assert "thiếu năm sinh" in client.get(address("heading", change.kept_id)).content.decode()
    assert client.get(address("heading", number)).headers["Location"] == address("heading", change.kept_id)
    client.post(address("undo", change.pk))
    assert catalogue.marc_view(record.pk).first("100") == "0 \x1faTô Hoài"


@pytest.mark.once
def test_a_form_that_is_there_already_leads_to_the_question_of_merging(client: Client) -> None:
    number, other = heading("Tô Hoài").pk, heading("Tô Hoài, 1920-2014").pk
    answer = client.post(address("correct", number), {"c-form": "$aTô Hoài,$d1920-2014"})
    assert answer.headers["Location"] == f"{address('heading', number)}?into={other}#merge"
    page = client.get(address("heading", number), {"into": other}).content.decode()
    assert address("merge", number) in page
    client.post(address("merge", number), {"m-into": other, "m-reason": ""})
    assert Heading.objects.get(pk=number).leads_to_id == other


@pytest.mark.parametrize("form", ["", "$", "$d1920", "$aTô Hoài$zViệt Nam", "$aTô Hoài$tDế mèn"])
def test_a_form_that_is_none_is_refused_with_a_sentence(client: Client, form: str) -> None:
    answer = client.post(address("correct", heading("Tô Hoài").pk), {"c-form": form}, follow=True)
    assert answer.status_code == 200
    assert 'class="message message-error"' in answer.content.decode()
    assert not Change.objects.exists()


def test_references_and_relations_are_added_and_taken_away(client: Client) -> None:
    number, other = heading("Tô Hoài").pk, heading("Tô Hoài, 1920-2014").pk
    client.post(address("refer", number), {"r-form": "Nguyễn Sen"})
    assert heading("Nguyễn Sen").leads_to_id == number
    client.post(address("drop", number), {"reference": heading("Nguyễn Sen").pk})
    assert heading("Nguyễn Sen").leads_to_id is None
    client.post(address("relate", number), {"b-other": other, "b-how": "narrower"})
    relation = Relation.objects.get()
    assert (relation.one_id, relation.other_id, relation.kind) == (other, number, "broader")
    client.post(address("unrelate", relation.pk), {"back": number})
    assert not Relation.objects.exists()


def test_an_authority_file_comes_through_the_page(client: Client) -> None:
    file = SimpleUploadedFile("ten-nguoi.mrc", HO_CHI_MINH)
    page = client.post(address("files"), {"file": file}, follow=True).content.decode()
    assert "ten-nguoi.mrc" in page
    assert heading("Nguyễn Ái Quốc").leads_to == heading("Hồ Chí Minh, 1890-1969")
    broken = client.post(address("files"), {"file": SimpleUploadedFile("a.mrc", b"no record at all")}).content.decode()
    assert "a.mrc" in broken
    assert "file.mrc" not in broken


@pytest.mark.once
def test_what_is_typed_is_answered_with_whole_fields(client: Client, tmp_path: Path) -> None:
    taken(tmp_path, HO_CHI_MINH)
    answer = client.get(address("suggest"), {"tag": "700", "q": "nguyen ai"}).json()["headings"]
    assert [(each["from"], each["text"]) for each in answer] == [("Nguyễn Ái Quốc", "Hồ Chí Minh, 1890-1969")]
    assert answer[0]["subfields"] == [["a", "Hồ Chí Minh,"], ["d", "1890-1969"]]
    assert answer[0]["link"] == "(VN-LT)n1"
    assert client.get(address("suggest"), {"tag": "245", "q": "nguyen"}).json() == {"headings": []}
    assert client.get(address("suggest")).json() == {"headings": []}


def test_a_heading_that_was_picked_fills_the_whole_field(client: Client, our_library: Person) -> None:
    draft = drafts.start(library=our_library.library, sheet="book", actor=our_library.user, at=NOW)
    page = {
        "revision": draft.revision, "view": "form", "sheet": "book", "g.title.0.0": "Nhật ký trong tù",
        "g.author.0.at": "", "g.author.0.gone": "", "g.author.0.0": "Hồ Chí Minh", "g.author.0.1": "1890-1969",
        "g.author.0.whole": "$aHồ Chí Minh,$cchủ tịch,$d1890-1969$0(VN-LT)n1",
    }  # fmt: skip
    client.post(reverse("cataloguing:check", args=[draft.pk]), page)
    draft.refresh_from_db()
    assert draft.record.first("100") == "0 \x1faHồ Chí Minh,\x1fcchủ tịch,\x1fd1890-1969\x1f0(VN-LT)n1"


@pytest.mark.once
def test_a_form_that_leads_on_is_put_right_by_one_press(client: Client, our_library: Person, tmp_path: Path) -> None:
    taken(tmp_path, HO_CHI_MINH)
    draft = drafts.start(library=our_library.library, sheet="book", actor=our_library.user, at=NOW)
    page = {
        "revision": draft.revision, "view": "form", "sheet": "book", "g.title.0.0": "Đường kách mệnh",
        "g.author.0.at": "", "g.author.0.0": "Nguyễn Ái Quốc",
    }  # fmt: skip
    answer = client.post(reverse("cataloguing:check", args=[draft.pk]), page).json()
    assert any("Hồ Chí Minh, 1890-1969" in each["text"] for each in answer["findings"])
    draft.refresh_from_db()
    at = next(place for place, (tag, _content) in enumerate(draft.record.fields) if tag == "100")
    number = heading("Hồ Chí Minh, 1890-1969").pk
    page |= {"revision": draft.revision, "do": f"fix:{at}:heading-{number}"}
    client.post(reverse("cataloguing:draft", args=[draft.pk]), page)
    draft.refresh_from_db()
    assert draft.record.first("100") == "0 \x1faHồ Chí Minh,\x1fd1890-1969"
