"""The report of a trip: figures out of the ledger, corrections that both stay and count, the paper."""

import io
from decimal import Decimal

import pytest
from conftest import Person
from docx import Document
from PIL import Image

from lienthu.common.administrative import HIGHEST
from lienthu.ledger import checks as of_the_ledger
from lienthu.ledger.models import AgeBand, DailySum, Kind
from lienthu.ledger.services import Activity, append, on_trip
from lienthu.mobile import checks
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Figure, Measure, Trip
from lienthu.mobile.queries import figures
from lienthu.mobile.services import documents, driving, reports
from lienthu.patrons.tests.test_pages import png
from lienthu.visits import checks as of_visits
from lienthu.visits.services import counts

from . import builders
from .builders import by, morning

pytestmark = pytest.mark.django_db


@pytest.fixture
def trip(ours: Person) -> Trip:
    """Back from one stop where 12 adults and 40 children came, 30 books were read and 2 cards issued; 3 on the way."""
    made = builders.trip(ours, builders.stop(ours))
    stop = made.stops.get()
    driving.leave(trip=made, km=41_200, **by(ours, morning()))
    driving.arrive(trip_stop=stop, **by(ours, morning()))
    site = stop.stop.site
    with on_trip(made.pk):
        for band, number in ((AgeBand.ADULT, 12), (AgeBand.CHILD, 40)):
            counts.count(library=ours.library, site=site, age_band=band, quantity=number, **by(ours, morning(hour=9)))
        common = {"at": morning(hour=9), "owner": ours.library.pk, "host": ours.library.pk}
        append(Activity(kind=Kind.IN_HOUSE_USE, site=site.pk, quantity=30, **common), actor=None)  # type: ignore[arg-type]
        append(Activity(kind=Kind.CARD_ISSUED, site=site.pk, quantity=2, **common), actor=None)  # type: ignore[arg-type]
        driving.move_on(trip=made, **by(ours, morning(hour=11)))
        counts.count(
            library=ours.library,
            site=made.vehicle.site,
            age_band=AgeBand.CHILD,
            quantity=3,
            **by(ours, morning(hour=12)),
        )
    driving.come_back(trip=made, km=41_262, **by(ours, morning(hour=16)))
    return Trip.objects.get(pk=made.pk)


def figure(trip: Trip, measure: Measure) -> Figure:
    return Figure.objects.get(trip_stop__trip=trip, measure=measure)


def booked(kind: Kind, **facts: object) -> int:
    return sum(DailySum.objects.filter(kind=kind, **facts).values_list("quantity", flat=True))


def test_the_figures_are_those_of_the_ledger(trip: Trip) -> None:
    drawn = {row.measure: row.counted for row in reports.draw_up(trip=trip)}
    assert drawn == {"adults": 12, "children": 40, "uses": 30, "cards": 2, "sessions": 0}
    assert figures.on_the_way(trip, [trip.stops.get().stop.site_id])[Measure.CHILDREN] == 3


def test_a_number_said_otherwise_needs_a_reason_and_both_stay(trip: Trip, ours: Person) -> None:
    reports.draw_up(trip=trip)
    with pytest.raises(MobileRefused) as refusal:
        reports.say(figure=figure(trip, Measure.CHILDREN), number=60, reason=" ", **by(ours))
    assert refusal.value.code == "no_reason"
    reports.say(figure=figure(trip, Measure.CHILDREN), number=60, reason="Đếm tay 20 em", **by(ours))
    reports.draw_up(trip=trip)
    row = figure(trip, Measure.CHILDREN)
    assert (row.counted, row.said, row.value) == (40, 60, 60)
    reports.say(figure=row, number=None, reason="", **by(ours))
    assert figure(trip, Measure.CHILDREN).value == 40


def test_fewer_loans_or_cards_than_were_booked_cannot_be_said(trip: Trip, ours: Person) -> None:
    reports.draw_up(trip=trip)
    with pytest.raises(MobileRefused) as refusal:
        reports.say(figure=figure(trip, Measure.CARDS), number=1, reason="Nhầm", **by(ours))
    assert refusal.value.code == "fewer"


def test_closing_books_the_trip_its_stops_and_what_was_said_otherwise(trip: Trip, ours: Person) -> None:
    reports.draw_up(trip=trip)
    for measure, number in ((Measure.CHILDREN, 60), (Measure.ADULTS, 10), (Measure.USES, 45)):
        reports.say(figure=figure(trip, measure), number=number, reason="Theo sổ tay", **by(ours))
    reports.close(trip=trip, number="05/BC-TVT", remarks="", **by(ours, morning(hour=18)))
    site = trip.stops.get().stop.site_id
    assert booked(Kind.TRIP, trip=trip.pk) == booked(Kind.STOP_SERVED, trip=trip.pk, site=site) == 1
    assert booked(Kind.VISIT, trip=trip.pk, site=site, age_band="child") == 60
    assert booked(Kind.VISIT, trip=trip.pk, site=site, age_band="adult") == 10
    assert booked(Kind.IN_HOUSE_USE, trip=trip.pk, site=site) == 45
    row = figure(trip, Measure.CHILDREN)
    assert (row.counted, row.said) == (40, 60)
    assert [*of_the_ledger.problems(), *of_visits.problems(), *checks.problems()] == []
    Figure.objects.filter(pk=row.pk).update(said=99)
    assert len(list(checks.problems())) == 1


def drawn() -> bytes:
    """A photo of a phone held upright."""
    stream = io.BytesIO()
    Image.new("RGB", (300, 400), "#7aa0c0").save(stream, "JPEG")
    return stream.getvalue()


def test_a_trip_is_closed_once(trip: Trip, ours: Person) -> None:
    reports.close(trip=trip, number="", remarks="", **by(ours, morning(hour=18)))
    with pytest.raises(MobileRefused) as refusal:
        reports.close(trip=trip, number="", remarks="", **by(ours, morning(hour=18)))
    assert refusal.value.code == "wrong_state"
    assert booked(Kind.TRIP) == 1


def test_the_report_on_paper_says_it_all_in_vietnamese(trip: Trip, ours: Person) -> None:
    reports.draw_up(trip=trip)
    reports.say(figure=figure(trip, Measure.CHILDREN), number=60, reason="Đếm tay 20 em", **by(ours))
    words = {"kind": "fuel", "amount": 1_250_000, "litres": Decimal("52.5"), "note": "Dầu DO"}
    reports.add_cost(trip=trip, **words, **by(ours))
    reports.add_incident(
        trip=trip,
        happened_at=morning(hour=10),
        text="Mất điện 20 phút",
        done="Dùng máy phát",
        **by(ours, morning(hour=17)),
    )
    reports.add_photo(trip=trip, data=png(), caption="Các em đọc sách", agreed=False, **by(ours))
    reports.add_photo(trip=trip, data=drawn(), caption="Xe ở sân trường", agreed=True, **by(ours))
    with pytest.raises(MobileRefused):
        documents.report_docx(trip)
    closed = reports.close(
        trip=trip, number="05/BC-TVT", remarks="Đề nghị thêm sách thiếu nhi", **by(ours, morning(hour=18))
    )
    paper = Document(io.BytesIO(documents.report_docx(closed)))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(line.text for line in paper.paragraphs), *cells])
    for said in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "Số: 05/BC-TVT", "62",
        "Trường Tiểu học Minh Tân", "Đếm tay 20 em", "Mất điện 20 phút", "Các em đọc sách", "1.250.000",
        "Các em đọc sách (ảnh lưu tại thư viện)", "Xe ở sân trường",
        "Đề nghị thêm sách thiếu nhi", "Hoàng Văn Páo", "ngày 06 tháng 01 năm 2026",
    ):  # fmt: skip
        assert said in text, said
    assert len(paper.inline_shapes) == 1
    assert paper.inline_shapes[0].height <= HIGHEST
    assert cells[cells.index("Tổng cộng") : cells.index("Tổng cộng") + 6] == ["Tổng cộng", "12", "63", "30", "2", "0"]
    made = documents.report_pdf(closed)
    assert made.startswith(b"%PDF")
    assert b"LiberationSerif" in made
    assert b"/DCTDecode" in made  # the photo


@pytest.mark.once
@pytest.mark.parametrize(("data", "code"), [(b"GIF89a", "no_picture"), (b"\x89PNG" + b"0" * 3_000_001, "too_large")])
def test_only_a_picture_of_a_sensible_size_is_kept(trip: Trip, ours: Person, data: bytes, code: str) -> None:
    with pytest.raises(MobileRefused) as refusal:
        reports.add_photo(trip=trip, data=data, caption="Ảnh", agreed=True, **by(ours))
    assert refusal.value.code == code
