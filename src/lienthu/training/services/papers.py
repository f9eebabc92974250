"""Papers: the plan (kế hoạch tập huấn) as DOCX in the form of NĐ 30/2020; sheets and codes as PDF."""

from collections.abc import Iterator

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from lienthu.common.printing import pdf
from lienthu.lib.shelving import barcodes
from lienthu.rotation.services.minutes import place_of
from lienthu.stock.services.minutes import dated, full_name, name_above
from lienthu.training.models import Course, Session
from lienthu.training.queries.courses import by_unit, days_of, hours_of, taking_part
from lienthu.training.rules import wording

UNNUMBERED = "     /KH-TV"
HEADS = ("Ngày", "Giờ", "Chuyên đề", "Giảng viên", "Địa điểm")  # of the decree's paper, whatever the language
WIDTHS = (24, 24, 56, 30, 28)


def plan_docx(course: Course) -> bytes:
    """The plan as a Word document, which its authors may go on writing in."""
    from lienthu.common.administrative import Paper  # here, because it brings Word's library along

    with override("vi"):
        library, day = course.organiser, course.planned_on
        paper = Paper(
            parent=name_above(library, day), body=full_name(library, day),
            number=_("No.: %(number)s") % {"number": course.plan_number or UNNUMBERED},
            place_and_day=dated(place_of(library), day),
        )  # fmt: skip
        paper.title(pgettext("document", "Plan"), wording.about(course.name))
        for line in course.grounds.splitlines():
            paper.text(line)
        numbers = _numbers()
        paper.heading(f"{next(numbers)}. {_('Purpose and requirements')}")
        for line in course.purpose.splitlines() or [_("To train the staff of libraries in their trade.")]:
            paper.text(line)
        paper.heading(f"{next(numbers)}. {_('Time and programme')}")
        sessions = list(course.sessions.select_related("lecturer"))
        paper.text(_time(sessions))
        paper.table(HEADS, [_row(each) for each in sessions], WIDTHS)
        _people(paper, course, next(numbers))
        if course.lecturers.exists():
            paper.heading(f"{next(numbers)}. {_('Lecturers')}")
            paper.points([", ".join(filter(None, (each.name, each.position))) for each in course.lecturers.all()])
        if course.costs.strip():
            paper.heading(f"{next(numbers)}. {pgettext('plan of a course', 'Costs')}")
            for line in course.costs.splitlines():
                paper.text(line)
        paper.heading(f"{next(numbers)}. {_('Carrying out')}")
        paper.text(_carrying_out(course))
        units = [quota.unit for quota in course.quotas.all()]
        capacity = [course.signer_position or _("Director")]
        paper.ending(_("Recipients:"), [*units, _("Archive.")], capacity, course.signer)
        return paper.saved()


def _numbers() -> Iterator[str]:
    return iter(("I", "II", "III", "IV", "V", "VI", "VII"))


def _people(paper: object, course: Course, number: str) -> None:
    from lienthu.common.administrative import Paper

    assert isinstance(paper, Paper)  # noqa: S101 tells the type checker
    rows = [(n, quota.unit, quota.places) for n, quota in enumerate(course.quotas.all(), 1)]
    paper.heading(f"{number}. {_('Who takes part')}")
    whole = sum(places for _n, _unit, places in rows)
    paper.text(_("Altogether %(n)d people, from these units:") % {"n": whole})
    paper.table(("STT", "Đơn vị", "Số lượng"), rows, (14, 118, 30), numeric=(2,))


def _time(sessions: list[Session]) -> str:
    days = days_of(sessions)
    if days is None:
        return _("The days are still to be fixed.")
    values = {
        "first": f"{days[0]:%d/%m/%Y}", "last": f"{days[1]:%d/%m/%Y}", "n": len(sessions),
        "hours": _hours(hours_of(sessions)),
    }  # fmt: skip
    if days[0] == days[1]:
        return _("On %(first)s: %(n)d sessions, %(hours)s hours.") % values
    return _("From %(first)s to %(last)s: %(n)d sessions, %(hours)s hours.") % values


def _hours(hours: float) -> str:
    """ "7", "3,5"."""
    return str(number_format(hours, 0 if hours == int(hours) else 1))


def _row(session: Session) -> tuple[str, str, str, str, str]:
    return (
        f"{session.on:%d/%m/%Y}",
        clock(session),
        session.topic,
        str(session.lecturer or ""),
        session.room or _("online"),
    )


def clock(session: Session) -> str:
    return f"{session.begins:%H:%M}–{session.ends:%H:%M}"


def _carrying_out(course: Course) -> str:
    text = _("The units named above send their people and register them with the organiser.")
    if course.register_until:
        text = _("The units named above send their people and register them with the organiser by %(day)s.") % {
            "day": f"{course.register_until:%d/%m/%Y}"
        }
    return text


def sheet_pdf(session: Session) -> bytes:
    """The sheet that is signed in the room: everybody who is registered, by given name, and room for others."""
    with override("vi"):
        course = session.course
        rows = [
            (str(n), row.person.full_name, row.person.position, row.quota.unit)
            for n, row in enumerate(taking_part(course), 1)
        ]
        data = {
            "library": full_name(course.organiser, session.on), "title": _("Attendance sheet"), "course": course.name,
            "session": f"{session.on:%d/%m/%Y}, {clock(session)} · {session.topic}",
            "place": session.room or session.online, "rows": rows, "empty": 10,
            "heads": [
                _("No."), pgettext("person", "Full name"), _("Position"), pgettext("of people", "Unit"), _("Signature"),
            ],
            "head": _("On behalf of the organiser"),
        }  # fmt: skip
        return pdf("training/sheet", data)


def codes_pdf(course: Course) -> bytes:
    """Each participant's own code as a QR symbol, to cut apart and hand out."""
    with override("vi"):
        cards = [
            {
                "name": row.person.full_name, "unit": row.quota.unit, "code": row.code,
                "qr": barcodes.qr(row.code).svg,
            }
            for unit in by_unit(course)
            for row in unit.people
        ]  # fmt: skip
        return pdf("training/codes", {"course": course.name, "cards": cards})
