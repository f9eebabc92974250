"""Pages about our own figures, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse

from lienthu.dashboards.tests.builders import site
from lienthu.indicators.services.loads import load_indicators


def addresses(ours: Person) -> Iterator[str]:
    load_indicators()
    place = site(ours)
    for code in (f"library-{ours.library.pk}", f"network-{ours.library.pk}", f"site-{place.pk}"):
        yield f"{reverse('dashboards:overview')}?place={code}"
        yield f"{reverse('dashboards:figure')}?place={code}&indicator=uses&period=2025"
        yield f"{reverse('dashboards:question')}?place={code}&indicator=uses&period=2025"
        yield f"{reverse('dashboards:question_file', args=['csv'])}?place={code}&indicator=uses&period=2025"
