"""What is answered where there is no page, or none for this person: in the frame of the pages they came from."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _in_frame(request, "404.html", 404)


def not_open(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _in_frame(request, "403.html", 403)


def _in_frame(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Below /staff/ those who are signed in keep their menu; everybody else is among the public pages."""
    user = getattr(request, "user", None)
    at_work = user is not None and user.is_authenticated and request.path.startswith(reverse("accounts:home"))
    frame = "portal/staff_error.html" if at_work else "portal/error.html"
    return render(request, template, {"frame": frame, "at_work": at_work}, status=status)
