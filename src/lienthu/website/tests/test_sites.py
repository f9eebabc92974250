"""Sites, their pages and who works on them; what the ledger hears of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW, Person, client_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.images.forms import get_image_form
from wagtail.models import Locale, Revision

from lienthu.catalogue.search.backend import get_backend
from lienthu.evidence.queries import things_of
from lienthu.federation.tests.builders import organisation
from lienthu.ledger.models import Event, Kind
from lienthu.mobile.tests.builders import stop, trip
from lienthu.notices.models import Notice
from lienthu.website.errors import WebsiteRefused
from lienthu.website.models import (
    EventPage,
    ExhibitionPage,
    HomePage,
    LibraryPage,
    Picture,
    Presence,
    PublicSite,
    Question,
    Recheck,
    SectionPage,
    VisitDay,
)
from lienthu.website.queries import pages
from lienthu.website.queries.visits import counters
from lienthu.website.services import counting, publishing, questions, rights
from lienthu.website.services.drafts import keep_picture
from lienthu.website.services.sites import change_site
from lienthu.website.sources import source_of

from .builders import READER, article, photograph, site_of

pytestmark = pytest.mark.django_db
NEWS = "/trang/an-giang/tin-tuc/ngay-hoi/"


def director(person: Person) -> Person:
    person.user.roles.create(kind="director", organisation=person.library)
    return person


def test_an_article_is_read_once_it_is_published_and_booked_once(our_library: Person) -> None:
    site = site_of(our_library)
    page = article(site, publish=False)
    assert Client().get(NEWS).status_code == 404
    page.save_revision().publish()
    answer = Client().get(NEWS)
    assert answer.status_code == 200
    assert "Ngày hội đọc sách" in answer.content.decode()
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not answer.cookies
    page.save_revision().publish()
    booked = Event.objects.filter(kind=Kind.NEWS_ITEM)
    assert [(row.host, row.channel, row.quantity) for row in booked] == [(our_library.library.pk, "online", 1)]
    behind = things_of(booked, director(our_library).user, our_library.library)[booked[0].pk].url
    assert client_of(our_library).get(behind)["Location"] == NEWS
    assert Client().get(behind).status_code == 302
    page.refresh_from_db()
    page.unpublish()
    assert client_of(our_library).get(behind)["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert Client().get(NEWS).status_code == 404  # also what was kept a moment before


def test_a_site_stands_under_its_own_host_name_too(our_library: Person, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "tv.angiang.vn"]  # type: ignore[attr-defined]
    get_backend().create()
    site = site_of(our_library, accent="lacquer")
    article(site)
    change_site(site=site, facts={"host_name": "tv.angiang.vn"}, actor=our_library.user, at=NOW)
    reader = Client(headers={"host": "tv.angiang.vn"})
    home = reader.get("/").content.decode()
    assert 'data-accent="lacquer"' in home
    assert 'href="/tin-tuc/ngay-hoi/"' in home
    assert reader.get("/tin-tuc/ngay-hoi/").status_code == 200
    catalogue = reader.get("/search").content.decode()
    assert "Thư viện tỉnh An Giang" in catalogue  # its head and foot
    for address, said in (
        ("/rss.xml", "<item>"), ("/trang-web.xml", "ngay-hoi"), ("/su-kien.ics", "VCALENDAR"),
        ("/robots.txt", "Sitemap: http://tv.angiang.vn/trang-web.xml"), ("/van-ban/", 'href="/van-ban-phap-luat/"'),
    ):  # fmt: skip
        assert said in reader.get(address).content.decode(), address


@pytest.mark.once
def test_english_stands_beside_it_where_it_was_translated(our_library: Person) -> None:
    site = site_of(our_library)
    article(site)
    assert Client().get("/en/trang/an-giang/")["Location"] == "/trang/an-giang/"
    home = HomePage.objects.get(pk=site.home_id).copy_for_translation(Locale.objects.get(language_code="en"))
    home.title = "An Giang Provincial Library"
    home.save_revision().publish()
    answer = Client().get("/en/trang/an-giang/")
    assert "An Giang Provincial Library" in answer.content.decode()
    assert Client().get("/en/trang/an-giang/tin-tuc/ngay-hoi/")["Location"] == NEWS


def test_rights_on_a_site_are_those_of_the_roles_at_that_moment(our_library: Person, sister_library: Person) -> None:
    site, sisters = site_of(our_library), site_of(sister_library, "ben-tre", title="Thư viện Bến Tre")
    ours, theirs = article(site), article(sisters)
    assert rights.keep_in_step(user=our_library.user) == {"website:an-giang:write"}
    allowed = ours.permissions_for_user(our_library.user)
    assert (allowed.can_publish(), theirs.permissions_for_user(our_library.user).can_edit()) == (False, False)
    assert site.home.permissions_for_user(our_library.user).can_add_subpage()
    person = director(our_library)
    user = type(person.user).objects.get(pk=person.user.pk)
    rights.keep_in_step(user=user)
    assert ours.permissions_for_user(user).can_publish()
    user.roles.all().delete()
    user = type(user).objects.get(pk=user.pk)
    assert rights.keep_in_step(user=user) == set()
    assert not ours.permissions_for_user(user).can_edit()


@pytest.mark.once
def test_the_editor_opens_for_who_may_write_and_for_nobody_by_another_door(
    our_library: Person, sister_library: Person
) -> None:
    site = site_of(our_library)
    page = article(site)
    writer, sister = Client(), Client()
    writer.force_login(director(our_library).user, backend="lienthu.accounts.permissions.RoleBackend")
    sister.force_login(sister_library.user, backend="lienthu.accounts.permissions.RoleBackend")
    door = "/staff/website/editor/"
    answer = writer.get(f"{door}pages/{page.pk}/edit/")
    assert answer.status_code == 200
    assert "script-src 'self' 'sha256-" in answer["Content-Security-Policy"]
    assert sister.get(f"{door}pages/{page.pk}/edit/").status_code == 302  # Wagtail says no by its first page
    for shut in ("login/", "users/", "password_reset/", "groups/"):
        assert writer.get(door + shut).status_code == 404
    our_library.user.is_superuser = True
    our_library.user.save()
    assert writer.get(door).status_code == 403


def test_what_is_due_appears_and_what_has_run_out_goes(our_library: Person) -> None:
    page = article(site_of(our_library), publish=False)
    now = timezone.now()
    page.go_live_at = now + timedelta(hours=1)
    page.save_revision().publish()
    page.refresh_from_db()
    assert not page.live
    assert not publishing.waits(at=now)
    Revision.objects.exclude(approved_go_live_at=None).update(approved_go_live_at=now - timedelta(minutes=1))
    type(page).objects.update(go_live_at=now - timedelta(minutes=1))
    revision = page.latest_revision
    revision.content = {**revision.content, "go_live_at": None}
    revision.save()
    assert publishing.publish_due(at=now) == (1, 0)
    type(page).objects.update(expire_at=now - timedelta(minutes=1))
    assert publishing.publish_due(at=now) == (0, 1)
    page.refresh_from_db()
    assert (page.live, page.expired) == (False, True)


def test_visits_are_counted_over_all_processes_and_booked_the_day_after(our_library: Person) -> None:
    site = site_of(our_library)
    for _process in range(2):
        for address in ("10.0.0.1", "10.0.0.2"):
            counting.seen(site=site.pk, address=address, agent=READER, at=NOW)
        counting.write_down(at=NOW)
    assert counters(site, NOW) == (2, 2, 2, 2)
    assert VisitDay.objects.get().pages == 4
    assert not any("10.0.0" in row.digest for row in Presence.objects.all())
    counting.seen(site=site.pk, address="10.0.0.1", agent=READER, at=NOW + timedelta(hours=2))
    counting.write_down(at=NOW + timedelta(hours=2))
    assert counters(site, NOW + timedelta(hours=2)) == (1, 3, 3, 3)
    assert counting.book_days(at=NOW + timedelta(days=1)) == 1
    assert counting.book_days(at=NOW + timedelta(days=1)) == 0
    event = Event.objects.get(kind=Kind.VISIT)
    assert (event.quantity, event.channel, event.host) == (3, "online", our_library.library.pk)


@pytest.mark.once
def test_a_reader_of_a_page_is_counted_and_a_program_is_not(our_library: Person) -> None:
    site = site_of(our_library)
    for agent in (READER, "Googlebot/2.1 (+http://www.google.com/bot.html)"):
        for _again in range(2):  # the second comes from what was kept
            assert Client(headers={"user-agent": agent}).get("/trang/an-giang/").status_code == 200
    counting.write_down(at=timezone.now())
    assert list(VisitDay.objects.values_list("site", "visits", "pages")) == [(site.pk, 1, 2)]


def test_a_question_is_answered_and_shown_only_where_the_asker_agreed(our_library: Person) -> None:
    site = site_of(our_library)
    asked = {"site": site, "name": "", "contact": "", "seconds": 60.0, "trap": "", "at": NOW}
    private = questions.ask(text="Tôi còn nợ sách không?", may_publish=False, **asked)
    public = questions.ask(text="Thư viện có sách dệt Chăm không?", may_publish=True, **asked)
    assert private
    assert public
    assert questions.ask(text="Thư viện có sách dệt Chăm không?", may_publish=True, **asked) is None
    done = {"actor": our_library.user, "at": NOW}
    with pytest.raises(WebsiteRefused):
        questions.answer(question=private, text="Không.", publish=True, **done)
    questions.answer(question=public, text="Có, ở kho địa chí.", publish=True, **done)
    assert not Notice.objects.exists()  # nobody left an e-mail
    page = Client().get("/trang/an-giang/hoi-thu-thu/").content.decode()
    assert "kho địa chí" in page
    assert "nợ sách" not in page
    Question.objects.filter(pk=private.pk).update(contact="lan@example.org", name="Lan")
    private.refresh_from_db()
    for text in ("Bạn còn một cuốn.", "Bạn còn hai cuốn."):  # put right before the letter leaves
        questions.answer(question=private, text=text, publish=False, **done)
    letter = Notice.objects.get(cancelled_at=None)
    assert letter.correspondent
    assert (letter.correspondent.email, letter.facts["answer"]) == ("lan@example.org", "Bạn còn hai cuốn.")
    questions.set_aside(question=private, **done)
    assert not Notice.objects.filter(cancelled_at=None).exists()


@pytest.mark.once
def test_a_form_sent_too_fast_or_too_often_is_not_kept(our_library: Person) -> None:
    site_of(our_library)
    asked = {"text": "Mua thuốc giá rẻ ở đâu?", "opened": "by hand"}
    answers = [Client().post("/trang/an-giang/hoi-thu-thu/", asked).status_code for _turn in range(6)]
    assert answers == [302] * 5 + [429]
    assert not Question.objects.exists()


@pytest.mark.once
def test_an_article_begins_from_a_trip_with_its_facts(our_library: Person) -> None:
    site = site_of(our_library)
    made = trip(our_library, stop(our_library))
    type(made).objects.update(state="closed", closed_at=NOW, started_at=NOW)
    writer = Client()
    writer.force_login(our_library.user, backend="lienthu.accounts.permissions.RoleBackend")
    answer = writer.post("/staff/website/an-giang/article/", {"kind": "mobile.trip", "number": made.pk})
    assert answer.status_code == 302
    source = source_of("mobile.trip")
    assert source
    begun = source.begin(made, our_library.user)
    page = site.home.get_descendants().get(title=begun.title).specific
    assert (page.live, page.about_kind, page.about_id) == (False, "mobile.trip", made.pk)
    assert "Minh Tân" in page.lead
    assert writer.post("/staff/website/an-giang/article/", {"kind": "mobile.trip", "number": 999}).status_code == 404


@pytest.mark.once
def test_only_renditions_and_documents_are_served_of_all_uploads(our_library: Person, hub_folder: Path) -> None:
    site = site_of(our_library)
    picture = keep_picture(site=site, data=photograph(), name="a.jpg", title="Sân thư viện", actor=None)
    assert isinstance(picture, Picture)
    rendition = picture.get_rendition("fill-30x20|format-webp")
    answer = Client().get(rendition.url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert "immutable" in answer["Cache-Control"]
    (hub_folder / "uploads" / "private.pdf").write_bytes(b"%PDF-")
    for path in (f"/tep/{picture.file.name}", "/tep/private.pdf", "/tep/website/documents/../../private.pdf"):
        assert Client().get(path).status_code == 404, path


def test_a_library_page_is_about_the_sites_own_library_and_a_title_may_stand_twice(
    our_library: Person, sister_library: Person
) -> None:
    site = site_of(our_library)
    branch = organisation("AG-CT", parent=our_library.library)
    form = LibraryPage.get_edit_handler().get_form_class()(instance=LibraryPage(), parent_page=site.home)
    assert set(form.fields["library"].queryset) == {our_library.library, branch}
    section = SectionPage.get_edit_handler().get_form_class()
    for slug, taken in (("thong-ke", True), ("van-ban-moi", False)):
        form = section({"title": "Mục", "slug": slug, "order": "tree"}, instance=SectionPage(), parent_page=site.home)
        assert ("slug" in form.errors) is taken, form.errors
    form = section({"title": "Tin", "slug": "tin-tuc", "order": "tree"}, instance=SectionPage(), parent_page=site.home)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["slug"] == "tin-tuc-2"


@pytest.mark.once
def test_only_who_publishes_on_a_site_says_that_its_article_was_gone_through(
    our_library: Person, sister_library: Person
) -> None:
    site = site_of(our_library)
    waiting = Recheck.objects.create(site=site, page=article(site), asked_at=NOW)
    for person in (our_library, sister_library):
        person.user.roles.create(kind="director", organisation=person.library)
    address = f"/staff/website/article/{waiting.pk}/changed/"
    sister, ours = client_of(sister_library), client_of(our_library)
    assert sister.post(address).status_code == 403
    assert not Recheck.objects.filter(settled_by__isnull=False).exists()
    assert ours.get(address).status_code == 405
    assert ours.post(address).status_code == 302
    assert Recheck.objects.get().settled_by == our_library.user


def test_one_site_is_the_hubs_own(our_library: Person, sister_library: Person) -> None:
    first = site_of(our_library, is_main=True)
    second = site_of(sister_library, "ben-tre", is_main=True)
    assert list(PublicSite.objects.filter(is_main=True)) == [second]
    change_site(site=first, facts={"is_main": True}, actor=our_library.user, at=NOW)
    assert list(PublicSite.objects.filter(is_main=True)) == [first]


def test_a_picture_that_breaks_off_or_is_none_is_refused_in_words(our_library: Person) -> None:
    site_of(our_library)
    said = {}
    for name, data in (("a.jpg", photograph()[:400]), ("b.jpg", b"<html><script>alert(1)</script></html>")):
        form = get_image_form(Picture)({"title": "x"}, {"file": SimpleUploadedFile(name, data)})
        said[name] = str(form.errors["file"])
    assert "Không đọc được" in said["a.jpg"]
    assert "JPEG" in said["b.jpg"]


def test_in_a_section_what_comes_next_stands_first_and_what_is_over_below(our_library: Person) -> None:
    section = SectionPage.objects.get(slug="su-kien", path__startswith=site_of(our_library).home.path)
    at = {"place": "Long Xuyên", "locale": section.locale}
    for title, days in (("Đã qua", -9), ("Tháng sau", 30), ("Ngày mai", 1)):
        section.add_child(instance=EventPage(title=title, begins_at=NOW + timedelta(days=days), **at))
    day = NOW.date()
    for title, last in (("Đang mở", day), ("Đã đóng", day - timedelta(days=3))):
        opens = day - timedelta(days=5)
        section.add_child(instance=ExhibitionPage(title=title, opens_on=opens, closes_on=last, **at))
    shown = [page.title for page in pages.in_section(section, NOW)]
    assert shown == ["Đang mở", "Ngày mai", "Tháng sau", "Đã đóng", "Đã qua"]
