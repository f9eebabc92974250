from pathlib import Path

from conftest import Person

from lienthu.catalogue.models import Copy
from lienthu.cataloguing.checks import problems
from lienthu.cataloguing.models import SeriesCounter
from lienthu.cataloguing.tests.builders import added, record, series


def test_a_number_that_strayed_from_its_copy_or_would_be_given_again_is_found(
    our_library: Person, tmp_path: Path
) -> None:
    kho = series(our_library.library)
    added(record(our_library.library, tmp_path), kho, 2)
    assert list(problems()) == []
    Copy.objects.filter(accession_number="VL.000002").update(accession_number="X")
    SeriesCounter.objects.filter(series=kho).update(last=1)
    assert len(list(problems())) == 2
