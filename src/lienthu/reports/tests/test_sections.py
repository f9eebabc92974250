"""What a report says of its own sections: their numbers, and nothing of what is not there."""

from datetime import date

import pytest
from conftest import Person

from lienthu.reports.models import Point, Report
from lienthu.reports.queries.composing import compose

from .builders import AT, begun


def said(report: Report) -> str:
    return str(compose(Report.objects.get(pk=report.pk), AT.date()).content)


def difficulty(report: Report) -> None:
    Point.objects.create(report=report, sort=Point.Sort.DIFFICULTY, position=1, text="Kinh phí còn hạn hẹp")


@pytest.mark.once
@pytest.mark.django_db
def test_difficulties_are_spoken_of_only_where_some_are_listed_and_by_the_number_of_their_section(
    our_library: Person,
) -> None:
    report = begun(our_library, scope="network", template="report-annual-network")
    assert "nêu tại mục" not in said(report)
    assert "Hạn chế và nguyên nhân" not in said(report)
    difficulty(report)
    assert "nêu tại mục I.2 là hạn chế" in said(report)
    report.sections.get(heading="Thuận lợi").delete()
    assert "nêu tại mục I.1 là hạn chế" in said(report)
    assert compose(report, date(2024, 6, 1)).wrong == 0


@pytest.mark.once
@pytest.mark.django_db
def test_a_line_that_announces_a_list_goes_with_the_list(our_library: Person) -> None:
    report = begun(our_library)
    assert "khó khăn:" not in said(report)
    assert "Thư viện nhận được sự quan tâm" in said(report)
    difficulty(report)
    assert "gặp một số khó khăn:" in said(report)
    assert "nêu tại mục I cần" in said(report)
