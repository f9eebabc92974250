"""Five things that federations did, entered through the rooms that they belong to, and the draft that an editor gets.

The facts are those that articles in the press told; the sentences are ours.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from lienthu.accounts.models import Role
from lienthu.awards.services import deciding, scoring
from lienthu.awards.services.scoring import Yard
from lienthu.catalogue.search.backend import get_backend
from lienthu.common.onward import links_for
from lienthu.conferences.models import ConferenceKind, Delegate
from lienthu.conferences.services import papers, people, photos, planning, speaking
from lienthu.conferences.tests import builders as delta
from lienthu.contests.services import consenting, handing_in, judging, results
from lienthu.contests.tests import builders as sports
from lienthu.contests.tests.test_contests import contest, entered, judged, round_
from lienthu.exhibitions import services as exhibitions
from lienthu.federation.models import Federation, Membership
from lienthu.governance.services import elections, resolutions
from lienthu.governance.tests.builders import adopted, term
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services.booking import say_issuer
from lienthu.sharing.rules.lists import pasted
from lienthu.sharing.services import gifts, handing
from lienthu.training.services import attending, courses
from lienthu.training.services import people as trainees
from lienthu.training.services.courses import Slot
from lienthu.website.models import NewsPage, PublicSite
from lienthu.website.queries import pages
from lienthu.website.services import withdrawing
from lienthu.website.services.drafts import begin_article
from lienthu.website.services.sites import open_site
from lienthu.website.sources import source_of

from .builders import photograph

pytestmark = pytest.mark.django_db
LONG_AFTER = NOW


def held(
    office: Person, group: Federation, members: dict[str, Any], host: str, title: str, first: date, last: date,
    venue: str, guests: tuple[tuple[str, str, str, str], ...],
) -> delta.Delta:  # fmt: skip
    """A conference that takes place: its guests, and two delegates of each member, have come."""
    Membership.objects.bulk_create(Membership(federation=group, organisation=row) for row in members.values())
    facts = {
        "kind": ConferenceKind.objects.get(key="annual"), "title": title, "first_on": first, "last_on": last,
        "host": members[host], "host_reason": "Đã thống nhất", "venue": venue,
    }  # fmt: skip
    row = planning.plan(group=group, facts=facts, actor=office.user, at=LONG_AFTER)
    found = delta.Delta(group, row, members, office.user)
    for address, name, office_of, body in guests:
        words = people.Facts(name=name, address=address, title=office_of, body=body, role=Delegate.Role.GUEST)
        people.register(conference=row, member=None, facts=words, **found.by)
    for number, member in enumerate(members.values()):
        for each in (1, 2):
            words = people.Facts(name=f"Cán bộ {number}.{each}")
            people.register(conference=row, member=member, facts=words, **found.by)
    planning.invite(conference=row, **found.by)
    planning.begin(conference=row, **found.by)
    day = datetime.combine(last, time(7), tzinfo=delta.HERE)
    delta.scanned(found, list(row.delegates.values_list("code", flat=True)), at=day)
    return found


def federation(name: str) -> Federation:
    made = Federation.objects.create(code="LH", name=name)
    by: dict[str, Any] = {"actor": None, "at": LONG_AFTER}
    say_issuer(holder=Holder(federation=made), sign="LHTV", body=f"Ban Chấp hành {name}", place="Bạc Liêu", **by)
    return made


def bac_lieu(office: Person, _person: Callable[..., Person]) -> list[Model]:
    group = federation("Liên hiệp Thư viện khu vực Đồng bằng sông Cửu Long")
    members = delta.members(tuple(name for name in delta.MEMBERS if name != "Long An"))
    first, last = date(2019, 11, 15), date(2019, 11, 16)
    title, place = "Hội nghị Tổng kết công tác năm 2019", "Nhà hát Cao Văn Lầu, TP. Bạc Liêu"
    found = held(office, group, members, "Bạc Liêu", title, first, last, place, delta.GUESTS)
    for member, topic, author in delta.PAPERS:
        paper = papers.hand_in(
            conference=found.conference, member=members[member], facts=papers.Facts(title=topic, author=author),
            upload=None, sender=papers.Sender(office.user), at=LONG_AFTER,
        )  # fmt: skip
        papers.accept(paper=paper, remarks="", **found.by)
    for unit in ("An Giang", "Trà Vinh", "Hậu Giang"):
        said = {"speaker": f"Đại biểu {unit}", "unit": unit, "gist": "chia sẻ nguồn lực thông tin", "minutes": 5}
        speech = speaking.add(conference=found.conference, **said, **found.by)
        speaking.done(speech=speaking.call(speech=speech, **found.by), **found.by)
    photos.add(
        conference=found.conference, data=photograph(), caption="Quang cảnh Hội nghị", is_public=True, **found.by
    )
    law = {"text": "Triển khai Luật Thư viện tại địa phương"}
    resolution = adopted(group, list(members.values()), last, **law)
    resolutions.show(resolution=resolution, is_public=True, **found.by)
    day = sports.sports_day(Person(office.user, members["Bạc Liêu"]), group)
    tug = sports.sport(day, "Kéo co", teams_each=1)
    sports.entered(tug, list(members.values())[:4], tug.least)
    sports.play(sports.drawn(tug))
    results.award(sport=tug, actor=office.user, at=LONG_AFTER)
    return [found.conference, day]


def bac_giang(office: Person, _person: Callable[..., Person]) -> list[Model]:
    group = federation("Liên hiệp Thư viện các tỉnh miền núi phía Bắc")
    members = delta.members(("Bắc Giang", "Lào Cai", "Hòa Bình", "Bắc Kạn"))
    day = date(2022, 10, 13)
    guests = (
        ("Bà", "Đoàn Quỳnh Dung", "Phó Vụ trưởng", "Vụ Thư viện"),
        ("Ông", "Nguyễn Xuân Dũng", "Phó Giám đốc", "Thư viện Quốc gia Việt Nam"),
    )
    title, place = "Hội nghị Tổng kết nhiệm kỳ 2020–2022", "Trung tâm Hội nghị tỉnh Bắc Giang"
    found = held(office, group, members, "Bắc Giang", title, day, day, place, guests)
    election = elections.open_election(
        federation=group, term=term(group, "nhiệm kỳ 2022–2024", day, date(2025, 1, 1)), held_on=day, seats=3,
        held_at=title, place="Bắc Giang", **found.by,
    )  # fmt: skip
    stand = [
        elections.nominate(
            election=election, organisation=members[of], person_name=name, capacity=capacity, position=position,
            leads_library=True, **found.by,
        )
        for of, name, capacity, position in (
            ("Lào Cai", "Phạm Thị Bích Dung", "Giám đốc Thư viện tỉnh Lào Cai", "chair"),
            ("Hòa Bình", "Nguyễn Mạnh Trưng", "Phó Giám đốc phụ trách Thư viện tỉnh Hòa Bình", "vice_chair"),
            ("Bắc Kạn", "Hoàng Văn Sơn", "Giám đốc Thư viện tỉnh Bắc Kạn", "vice_chair"),
        )
    ]  # fmt: skip
    for member in members.values():
        elections.vote(election=election, organisation=member, choices={each.pk: "for" for each in stand}, **found.by)
    elections.close(election=election, **found.by)
    return [found.conference]


def con_co(office: Person, person: Callable[..., Person]) -> list[Model]:
    get_backend().create()
    group = federation("Liên hiệp Thư viện Bắc Miền Trung")
    giver = person("QT", "Thư viện tỉnh Quảng Trị", kind=Role.Kind.DIRECTOR)
    first, last = date(2021, 3, 26), date(2021, 3, 27)
    guests = (("Bà", "Hoàng Thị Thu Hương", "Phó Giám đốc", "Sở Văn hóa, Thể thao và Du lịch tỉnh Quảng Trị"),)
    members = {**delta.members(("Nghệ An", "Hà Tĩnh")), "Quảng Trị": giver.library}
    title = "Hội nghị giao ban giữa nhiệm kỳ 2020–2022"
    found = held(office, group, members, "Quảng Trị", title, first, last, "huyện đảo Cồn Cỏ", guests)
    said = gifts.Said(
        recipient=None, recipient_name="Thư viện huyện đảo Cồn Cỏ", on=last, occasion="Tặng sách huyện đảo Cồn Cỏ"
    )
    made = gifts.begin(library=giver.library, said=said, **found.by)
    gifts.add(gift=made, wanted=pasted("Nhật ký trong tù;Hồ Chí Minh;550"), **found.by)
    handing.hand_over(
        gift=made, terms=handing.Terms(on=last, document="25/QĐ-TVT", document_on=last), actor=office.user,
        at=LONG_AFTER,
    )  # fmt: skip
    return [found.conference, made]


def lang_son(office: Person, person: Callable[..., Person]) -> list[Model]:
    library = person("LS", "Thư viện tỉnh Lạng Sơn", kind=Role.Kind.DIRECTOR).library
    before = {"actor": office.user, "at": datetime(2020, 10, 1, 8, tzinfo=UTC)}
    after = {**before, "at": datetime(2020, 11, 20, 8, tzinfo=UTC)}
    course = courses.plan(
        organiser=library, name="Phổ biến văn bản mới; ứng dụng CNTT; nghiệp vụ thư viện",
        plan_number="164/KH-TV", planned_on=date(2020, 9, 30), purpose="Bồi dưỡng cán bộ thư viện huyện, xã.", **before,
    )  # fmt: skip
    topics = ("Văn bản quy phạm pháp luật mới", "Ứng dụng CNTT và sử dụng Internet")
    for on, topic in zip((date(2020, 11, 13), date(2020, 11, 14)), topics, strict=True):
        slot = Slot(
            on=on, begins=time(8), ends=time(11), topic=topic, lecturer=None, room="Thư viện tỉnh Lạng Sơn", online=""
        )
        courses.add_session(course=course, slot=slot, **before)
    courses.add_unit(course=course, library=None, unit="12 xã có thư viện", places=12, **before)
    course = courses.open_(course=course, **before)
    names = "\n".join(f"Cán bộ xã {number}" for number in range(1, 13))
    quota = course.quotas.get()
    who = trainees.register(quota=quota, people=trainees.lines_of(names), staff=True, **before)
    for session in course.sessions.all():
        attending.from_sheet(session=session, there={each.pk for each in who}, **after)
    return [courses.close(course=course, **after)]


def ha_nam(office: Person, person: Callable[..., Person]) -> list[Model]:
    group = federation("Hệ thống thư viện công cộng tỉnh Hà Nam")
    library = person("HNAM", "Thư viện tỉnh Hà Nam", kind=Role.Kind.DIRECTOR).library
    members = {"Hà Nam": library, **delta.members(("Duy Tiên", "Kim Bảng"))}
    day = date(2017, 12, 15)
    guests = (("Ông", "Trần Văn Tiến", "Phó Giám đốc", "Sở Văn hóa, Thể thao và Du lịch"),)
    title = "Hội nghị tổng kết công tác thư viện năm 2017"
    found = held(office, group, members, "Hà Nam", title, day, day, "Thư viện tỉnh Hà Nam", guests)
    facts = {
        "name": "Thi đua 2017", "first_on": date(2017, 1, 1), "last_on": day, "due_on": day, "council": 7, "needs": 50,
        "scale": [{"name": "Xuất sắc", "number": 1, "medal": "", "least": "15"}],
    }  # fmt: skip
    season = scoring.keep_season(library=library, facts=facts, criteria=[Yard("Sáng kiến", 10)], **found.by)
    medals = [
        deciding.propose(
            season=season, library=library, sort="medal", award="Kỷ niệm chương “Vì sự nghiệp VHTTDL”",
            person=name, agreed=name == "Dương Thị Thu Hồng", merits="Phục vụ lâu năm", **found.by,
        )
        for name in ("Dương Thị Thu Hồng", "Viên chức A", "Viên chức B", "Viên chức C")
    ]  # fmt: skip
    for each in medals:
        deciding.vote(proposal=each, votes_for=7, votes_against=0, voted_on=day, **found.by)
    deciding.decide(
        library=library, proposals=medals, number="700/QĐ-BVHTTDL", issuer="Bộ VHTTDL", signed_on=date(2017, 11, 20),
        signer="", signer_title="", about="", **found.by,
    )  # fmt: skip
    return [found.conference]


@pytest.mark.once
@pytest.mark.parametrize(
    ("happened", "articles", "untold"),
    [
        (
            bac_lieu,
            (
                ("Trong hai ngày 15 và 16/11/2019, tại Nhà hát Cao Văn Lầu, TP. Bạc Liêu",
                 "ông Phạm Quốc Hùng, Phó Vụ trưởng",
                 "ông Nguyễn Hữu Giới", "bà Trương Hồng Trang", "29 đại biểu của 13/13 thư viện", "3 khách mời",
                 "04 tham luận", "Vinh Quốc Bảo", "03 ý kiến trao đổi", "Nghị quyết số", "Triển khai Luật Thư viện",
                 "kéo co", "Quang cảnh Hội nghị"),
                ("Giao lưu thể thao 2019", "tại Bạc Liêu", "4 thư viện", "Kéo co – Giải Nhất: An Giang (An M00)",
                 "Bảng huy chương: An Giang: 1 vàng"),
            ),
            ("Cán bộ 1.1", "Bình M00"),
        ),
        (
            bac_giang,
            (
                ("Ngày 13/10/2022, tại Trung tâm Hội nghị tỉnh Bắc Giang",
                 "bà Đoàn Quỳnh Dung, Phó Vụ trưởng Vụ Thư viện",
                 "03 thành viên: Phạm Thị Bích Dung, Giám đốc Thư viện tỉnh Lào Cai, làm Chủ tịch",
                 "Hoàng Văn Sơn, Giám đốc Thư viện tỉnh Bắc Kạn, làm Phó Chủ tịch"),
            ),
            ("Nghị quyết số",),
        ),
        (
            con_co,
            (
                ("Trong hai ngày 26 và 27/03/2021, tại huyện đảo Cồn Cỏ", "bà Hoàng Thị Thu Hương",
                 "tặng 550 bản sách cho Thư viện huyện đảo Cồn Cỏ"),
                ("Thư viện tỉnh Quảng Trị", "550 bản sách", "25/QĐ-TVT"),
            ),
            (),
        ),
        (
            lang_son,
            (
                ("164/KH-TV ngày 30/09/2020", "Trong hai ngày 13 và 14/11/2020", "12 học viên",
                 "12 xã có thư viện: 12", "Ứng dụng CNTT và sử dụng Internet"),
            ),
            ("Cán bộ xã 1",),
        ),
        (
            ha_nam,
            (
                ("Ngày 15/12/2017", "ông Trần Văn Tiến, Phó Giám đốc Sở Văn hóa, Thể thao và Du lịch",
                 "Kỷ niệm chương “Vì sự nghiệp VHTTDL” cho 04 cá nhân, trong đó có Dương Thị Thu Hồng"),
            ),
            ("Viên chức A",),
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)  # fmt: skip
def test_an_article_begins_with_the_facts_of_what_happened(
    person: Callable[..., Person],
    hub_folder: Path,
    happened: Callable[[Person, Callable[..., Person]], list[Model]],
    articles: tuple[tuple[str, ...], ...],
    untold: tuple[str, ...],
) -> None:
    office = person("VAN-PHONG", "Văn phòng Liên hiệp", kind=Role.Kind.SECRETARY)
    office.user.roles.update(organisation=None)
    stranger = person("KHAC", "Thư viện khác").user
    things = happened(office, person)
    site = site_for(things[0], office)
    for thing, told in zip(things, articles, strict=True):
        thing.refresh_from_db()
        source = source_of(thing._meta.label_lower)
        assert source is not None
        (way,) = links_for(office.user, thing)
        assert way.url == f"/staff/website/write/?kind={source.kind}&number={thing.pk}"
        assert thing in source.offered(site, office.user)
        assert thing not in source.offered(site, stranger) or getattr(thing, "is_public", False)
        page = begin_article(
            site=site, begun=source.begin(thing, office.user), kind=source.kind, number=thing.pk, actor=office.user,
            at=LONG_AFTER,
        )  # fmt: skip
        words = words_of(page)
        for each in told:
            assert each in words, (each, words)
        for each in untold:
            assert each not in words


def site_for(thing: Any, office: Person) -> PublicSite:
    """The federation's where there is one, else the library's own."""
    group = Federation.objects.first()
    library = getattr(thing, "organiser", None) or Membership.objects.all()[0].organisation
    by: dict[str, Any] = {"actor": office.user, "at": LONG_AFTER}
    return open_site(code="lien-hiep", title="Trang", organisation=library, federation=group, **by)


def words_of(page: NewsPage) -> str:
    picture = page.picture.title if page.picture else ""
    return "\n".join([page.title, page.lead, str(page.body), picture])


@pytest.mark.once
def test_a_child_is_named_in_an_article_only_where_child_and_guardian_agreed(
    person: Callable[..., Person], hub_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    host = person("OURS", "Thư viện tỉnh An Giang", kind=Role.Kind.DIRECTOR)
    of = contest(host)
    last = round_(of, host)
    entry = entered(last, host, "Dế Mèn phiêu lưu ký")
    judged(last, ("Dế Mèn phiêu lưu ký", 55))
    judging.approve(round_=last, number="", actor=host.user, at=NOW)
    source = source_of("contests.contest")
    assert source is not None
    assert source.begin(of, host.user).paragraphs[0].endswith("Giải Nhất: Thư viện tỉnh An Giang.")
    for giver in ("self", "guardian"):
        consenting.answer(
            entrant=entry.entrants.get(), giver=giver, granted=True, form="paper", actor=host.user, at=NOW
        )
    photo = SimpleUploadedFile("em-may.jpg", photograph(), "image/jpeg")
    handing_in.hand_in(entry=entry, upload=photo, caption="Lò Thị Mẩy kể chuyện", actor=host.user, at=NOW)
    site = open_site(code="ag", title="Trang", organisation=host.library, actor=host.user, at=NOW)
    words = {"kind": "contests.contest", "number": of.pk, "actor": host.user, "at": NOW}
    page = begin_article(site=site, begun=source.begin(of, host.user), **words)
    page.get_latest_revision().publish()
    assert "Lò Thị Mẩy, “Dế Mèn phiêu lưu ký”" in words_of(page)
    assert page.picture is not None
    file = hub_folder / "uploads" / page.picture.get_rendition("fill-360x240|format-webp").file.name
    assert file.exists()

    # The guardian takes it back: the picture goes at once, and the name waits for the editor.
    child = entry.entrants.get()
    with django_capture_on_commit_callbacks(execute=True):
        consenting.answer(entrant=child, giver="guardian", granted=False, form="paper", actor=host.user, at=LONG_AFTER)
    page.refresh_from_db()
    assert page.picture is None
    assert not file.exists()
    waiting = pages.to_change(site).get()
    assert (waiting.page.pk, waiting.pictures) == (page.pk, 1)
    withdrawing.settle(recheck=waiting, actor=host.user, at=LONG_AFTER)
    assert not pages.to_change(site).exists()

    # A picture that is taken out of the entry leaves the pages that show it, and only those wait for the editor.
    consenting.answer(entrant=child, giver="guardian", granted=True, form="paper", actor=host.user, at=LONG_AFTER)
    second = begin_article(site=site, begun=source.begin(of, host.user), **words)
    second.get_latest_revision().publish()
    assert second.picture is not None
    handing_in.remove(medium=entry.media.get(), actor=host.user, at=LONG_AFTER)
    second.refresh_from_db()
    assert second.picture is None
    assert [waiting.page.pk for waiting in pages.to_change(site)] == [second.pk]
    shown = {
        "name": "Mừng Đảng, mừng Xuân", "opens_on": NOW.date(), "closes_on": NOW.date(), "is_public": False,
        "place": "sảnh tầng một", "occasion": "Tết Bính Ngọ",
    }  # fmt: skip
    display = exhibitions.keep(library=host.library, facts=shown, actor=host.user, at=NOW)
    source = source_of("exhibitions.exhibition")
    assert source is not None
    assert list(source.offered(site, host.user)) == [display]
    assert list(source.offered(site, person("KHAC", "Thư viện khác").user)) == []
    assert "tại sảnh tầng một" in source.begin(display, host.user).lead
