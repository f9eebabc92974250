"""An uploaded file is kept as long as somebody may need it, and no longer."""

from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lienthu.catalogue.jobs import delete_uploads
from lienthu.catalogue.models import ImportRun, Upload
from lienthu.catalogue.queries.previews import file_of, preview
from lienthu.catalogue.services import uploads
from lienthu.catalogue.tests.builders import KIEU, marc
from lienthu.common import jobs
from lienthu.common.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
MONTH_LATER = NOW + timedelta(days=31)


def received(person: Person) -> tuple[Upload, Path]:
    file = SimpleUploadedFile("sach.mrc", marc("1", **KIEU))
    upload = uploads.receive(file=file, library=person.library, actor=person.user, at=NOW)
    assert file_of(upload).exists()
    return upload, file_of(upload)


def started(person: Person) -> tuple[Upload, Path]:
    upload, path = received(person)
    return uploads.start(upload=upload, reading=preview(upload), actor=person.user, at=NOW), path


def test_a_file_goes_when_its_import_is_done_and_its_page_still_says_what_came_of_it(our_library: Person) -> None:
    upload, path = started(our_library)
    delete_uploads()
    assert path.exists()  # its import waits
    jobs.work_here()
    delete_uploads()
    assert not path.exists()
    client = Client()
    client.force_login(our_library.user)
    answer = client.get(reverse("catalogue:upload", args=[upload.pk]))
    assert answer["Location"] == reverse("catalogue:run", args=[ImportRun.objects.get().pk])
    assert client.get(reverse("catalogue:imports")).status_code == 200
    assert uploads.sweep(at=MONTH_LATER) == 0


def test_a_file_that_was_never_started_goes_after_a_month_with_all_trace(our_library: Person) -> None:
    _upload, path = received(our_library)
    assert uploads.sweep(at=NOW + timedelta(days=29)) == 0
    assert path.exists()
    assert uploads.sweep(at=MONTH_LATER) == 1
    assert not path.exists()
    assert not Upload.objects.exists()


def test_a_file_whose_import_failed_goes_after_a_month_and_the_failure_stays_told(our_library: Person) -> None:
    upload, path = started(our_library)
    Job.objects.update(state=Job.State.FAILED, ended_at=NOW, error="hỏng")
    assert uploads.sweep(at=NOW + timedelta(days=29)) == 0
    assert uploads.sweep(at=MONTH_LATER) == 1
    assert not path.exists()
    client = Client()
    client.force_login(our_library.user)
    assert "hỏng" in client.get(reverse("catalogue:upload", args=[upload.pk])).content.decode()


def test_a_job_that_runs_keeps_its_file_however_long(our_library: Person) -> None:
    _upload, path = started(our_library)
    Job.objects.update(state=Job.State.RUNNING)
    assert uploads.sweep(at=MONTH_LATER) == 0
    assert path.exists()
