"""Where the person works, whose row it is, and a form whose refusal stands beside its field."""

from collections.abc import Collection
from typing import TypeVar

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

ORGANISE, ENTER = "contests.organise", "contests.enter"
PER_PAGE = 20
Offered = Collection[tuple[str, str]]  # codes of organisations with their names
Row = TypeVar("Row", bound=Model)


def form_page(
    request: HttpRequest, form: forms.Form, title: str, back: str, button: str, offered: Offered = ()
) -> HttpResponse:
    """A page that is one form."""
    context = {"form": form, "title": title, "back": back, "button": button, "offered": offered}
    return render(request, "contests/form.html", context, status=422 if form.errors else 200)
