"""Where the person works, whose row it is, and a form whose refusal stands beside its field."""

from typing import TypeVar

from django import forms
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

DECIDE, PROPOSE = "awards.decide", "awards.propose"
PER_PAGE = 20
Row = TypeVar("Row", bound=Model)


def form_page(request: HttpRequest, form: forms.Form, title: str, back: str, button: str) -> HttpResponse:
    """A page that is one form."""
    context = {"form": form, "title": title, "back": back, "button": button}
    return render(request, "awards/form.html", context, status=422 if form.errors else 200)
