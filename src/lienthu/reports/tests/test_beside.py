"""What figures are set beside while the period of a report still runs, and whose nobody has approved yet."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from conftest import Person

from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules import periods
from lienthu.indicators.services.loads import load_indicators
from lienthu.reports.queries import statistics
from lienthu.reports.queries.composing import compose
from lienthu.reports.rules import saying
from lienthu.returns.models import Return
from lienthu.returns.tests.builders import answer, below, call

from .builders import AT, YEAR, begun, visits


@pytest.mark.parametrize(
    ("code", "on", "part"),
    [
        ("2024", date(2024, 11, 22), "2023-01-01..2023-11-22"),
        ("2024", date(2024, 2, 29), "2023-01-01..2023-02-28"),
        ("2024", date(2024, 12, 31), None),
        ("2024-6M", date(2024, 3, 31), "2023-Q1"),
        ("2022-01-01..2023-12-31", date(2022, 12, 31), "2020-01-01..2020-12-30"),
    ],
)
def test_a_period_that_runs_is_compared_with_the_days_that_have_gone_by(code: str, on: date, part: str | None) -> None:
    found = saying.same_stretch(periods.read(code), on)
    assert (found.code if found else None) == part


@pytest.mark.once
@pytest.mark.django_db
def test_a_running_year_is_not_set_beside_a_whole_one(our_library: Person) -> None:
    visits(our_library, 110)
    visits(our_library, 100, date(2023, 5, 6))
    visits(our_library, 400, date(2023, 12, 6))
    report = begun(our_library)
    said = str(compose(report, date(2024, 11, 22)).content)
    assert "tăng 10% so với cùng kỳ năm 2023" in said
    assert "'Cùng kỳ năm 2023'" in said
    assert "so sánh với số liệu từ 01/01/2023 đến 22/11/2023." in said
    assert "giảm 78% so với năm 2023" in str(compose(report, AT.date()).content)


@pytest.mark.django_db
def test_a_form_of_a_running_year_stands_beside_the_same_days_of_the_year_before(our_library: Person) -> None:
    load_indicators()
    visits(our_library, 110)
    visits(our_library, 100, date(2023, 5, 6))
    visits(our_library, 400, date(2023, 12, 6))
    text, place = statistics.texts(None, None)["layout-activity"], Place(Sort.LIBRARY, our_library.library.pk)
    found = statistics.filled(text, place, YEAR, date(2024, 11, 22))
    said = {row[1]: row[3] for row in found.rows}["Lượt bạn đọc tại chỗ"]
    assert said[1:] == [110, None, 100, 10]
    assert found.notes[:2] == [
        "Số liệu tính đến ngày 22/11/2024.",
        "Kỳ báo cáo chưa hết: so sánh với số liệu từ 01/01/2023 đến 22/11/2023.",
    ]
    whole = statistics.filled(text, place, YEAR, AT.date())
    assert ({row[1]: row[3] for row in whole.rows}["Lượt bạn đọc tại chỗ"][3], whole.notes) == (
        500, ["Ô để trống: chưa có số liệu."],
    )  # fmt: skip


@pytest.mark.django_db
def test_what_a_year_s_return_alone_knew_is_not_compared_by_days(our_library: Person) -> None:
    visits(our_library, 110)
    asked = call(our_library.library, "visits.physical", period=periods.of_year(2023))
    answer(asked, our_library.library, {"visits.physical": Decimal(500)})
    said = str(compose(begun(our_library), date(2024, 11, 22)).content)
    assert "so với" not in said
    assert "không tách được số liệu cùng kỳ trong năm 2023: Lượt bạn đọc tại chỗ." in said


@pytest.mark.once
@pytest.mark.django_db
def test_figures_that_nobody_approved_are_told_by_name(person: Callable[..., Person]) -> None:
    ours, other = person("TINH", "Thư viện TINH"), person("A", "Thư viện A")
    below(other.library, ours.library)
    visits(ours, 10)
    row = answer(call(ours.library, "visits.physical", period=YEAR), other.library, {"visits.physical": 5})
    report = begun(ours, scope="network", template="report-annual-network")
    assert "chưa được duyệt" not in str(compose(report, AT.date()).content)
    Return.objects.filter(pk=row.pk).update(state="submitted", settled_at=None, digest="")
    assert "chưa được duyệt của: Thư viện A." in str(compose(report, AT.date()).content)
