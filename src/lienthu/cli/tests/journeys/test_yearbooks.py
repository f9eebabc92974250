"""Reports as five conferences heard them, from the returns of their libraries to the document that is signed."""

import hashlib
from collections.abc import Callable

import pytest
from conftest import Person

from lienthu.cli.tests.journeys.documents import golden, text_of
from lienthu.cli.tests.journeys.yearbooks import FOLDER, Yearbook
from lienthu.reports.models import SignedPaper

pytestmark = [pytest.mark.django_db, pytest.mark.once]
STORIES = sorted(file.stem for file in FOLDER.glob("*.json"))


@pytest.mark.parametrize("name", STORIES)
def test_the_report_is_written_and_signed_and_the_plan_made_of_it(name: str, person: Callable[..., Person]) -> None:
    story = Yearbook(name, person)
    report = story.written()
    paper = story.signed(report, story.told["sign"]["number"])
    golden(f"{name}_report", text_of(bytes(paper.docx)))
    plan = story.planned(report)
    assert [point.taken_from.text for point in plan.points.all()] == [row[0] for row in story.told["directions"]]
    golden(f"{name}_plan", text_of(bytes(story.signed(plan, story.told["plan"]["number"]).docx)))
    kept = SignedPaper.objects.get(report=report)
    assert hashlib.sha256(bytes(kept.docx)).hexdigest() == kept.docx_sha256 == paper.docx_sha256
