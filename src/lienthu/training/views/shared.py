"""Rights, files, and the course that a page is about."""

from django.http import HttpRequest

from lienthu.accounts.pages import own_row
from lienthu.common.access import allowed
from lienthu.training.models import Course

READ, WRITE = "training.read", "training.write"


def course_of(request: HttpRequest, number: int, right: str = READ) -> Course:
    """A course of an organiser over which the person has the right."""
    return own_row(request, Course, number, right, "organiser")


def may_write(request: HttpRequest, course: Course) -> bool:
    """Whether the person may change the course, which is not over."""
    return course.is_open and allowed(request.user, WRITE, course.organiser)
