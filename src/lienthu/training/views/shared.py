"""Rights, files, and the course that a page is about."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from lienthu.accounts.pages import own_row
from lienthu.common.access import allowed
from lienthu.training.models import Course, Material
from lienthu.training.services import materials

READ, WRITE = "training.read", "training.write"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def course_of(request: HttpRequest, number: int, right: str = READ) -> Course:
    """A course of an organiser over which the person has the right."""
    return own_row(request, Course, number, right, "organiser")


def may_write(request: HttpRequest, course: Course) -> bool:
    """Whether the person may change the course, which is not over."""
    return course.is_open and allowed(request.user, WRITE, course.organiser)


def file(content: bytes, name: str, kind: str) -> HttpResponse:
    """A paper that opens beside the page; `name` is plain ASCII."""
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'inline; filename="{name}"'})


def handed_out(row: Material) -> FileResponse:
    """The file of a material, always as what it was when it was taken in."""
    place = materials.place_of(row)
    if not place.is_file():
        raise Http404
    return FileResponse(
        place.open("rb"), content_type=row.media_type, filename=row.file_name,
        headers={"Cache-Control": "private", "X-Content-Type-Options": "nosniff"},
    )  # fmt: skip
