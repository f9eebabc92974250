"""The series of accession numbers and the rules for call numbers of the library that one works at."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import library_of, user_of
from lienthu.accounts.permissions import at_work
from lienthu.cataloguing.forms.numbers import SeriesForm, ShelvingForm
from lienthu.cataloguing.models import AccessionSeries, ShelvingRules
from lienthu.cataloguing.services import accessions, call_numbers
from lienthu.cataloguing.views.copies import EDIT
from lienthu.common import audit
from lienthu.common.errors import DomainError
from lienthu.lib.shelving import callnumbers, marks

TRIED = ("Truyện Kiều", "Nguyễn, Du, 1765-1820", "895.922134")


@at_work(EDIT)
def series_list(request: HttpRequest) -> HttpResponseBase:
    """The library's series with the number that comes next, and the form that begins another one."""
    library, today = library_of(request), timezone.localdate()
    form = SeriesForm(request.POST or None, library=library, day=today)
    if request.method == "POST" and form.is_valid():
        said = _series_said(form)
        year = today.year if said["yearly"] else 0
        first = said.pop("first") or accessions.highest_stored(library, said["prefix"], year) + 1
        try:
            accessions.add_series(library=library, first=first, actor=user_of(request), at=timezone.now(), **said)
            messages.success(request, _("The series was begun."))
            record = request.GET.get("record", "")  # whose copies it was begun for
            if record.isdecimal() and len(record) < 16:
                return redirect("cataloguing:record_copies", int(record))
            return redirect("cataloguing:series")
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    rows = []
    for series in AccessionSeries.objects.filter(library=library).select_related("site").prefetch_related("counters"):
        year = today.year if series.yearly else 0
        last = next((counter.last for counter in series.counters.all() if counter.year == year), 0)
        rows.append((series, series.number(last + 1, year)))
    return render(request, "cataloguing/series_list.html", {"rows": rows, "form": form})


@at_work(EDIT)
def series_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One series: changed for the numbers still to come, with its history."""
    library = library_of(request)
    series = get_object_or_404(AccessionSeries, pk=number, library=library)
    initial = {name: getattr(series, name) for name in ("name", "width", "yearly", "site")}
    initial["leading"] = series.prefix
    form = SeriesForm(request.POST or None, initial=initial, library=library, day=timezone.localdate())
    del form.fields["first"]
    if request.method == "POST" and form.is_valid():
        try:
            actor = user_of(request)
            accessions.change_series(series=series, actor=actor, at=timezone.now(), **_series_said(form))
            messages.success(request, _("The series was changed."))
            return redirect("cataloguing:series")
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {"series": series, "form": form, "entries": audit.entries_of(series)[:50]}
    return render(request, "cataloguing/series_page.html", context)


def _series_said(form: SeriesForm) -> dict[str, Any]:
    """What a valid form says, in the words of the services."""
    said = dict(form.cleaned_data)
    said["prefix"] = said.pop("leading")
    return said


@require_POST
@at_work(EDIT)
def series_close(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give no more numbers of a series from today."""
    series = get_object_or_404(AccessionSeries, pk=number, library=library_of(request))
    accessions.close_series(series=series, on=timezone.localdate(), actor=user_of(request), at=timezone.now())
    messages.success(request, _("The series is closed; its numbers stay."))
    return redirect("cataloguing:series")


@at_work(EDIT)
def shelving(request: HttpRequest) -> HttpResponseBase:
    """How the library makes its call numbers; `?title=&author=&class=` tries the rules on a book."""
    library = library_of(request)
    rules = call_numbers.rules_of(library)
    initial = {name: getattr(rules, name) for name in call_numbers.SETTINGS}
    initial["leading"] = initial.pop("prefix")
    initial |= {"own_table": rules.rhymes is not None, "rhymes": call_numbers.written_table(rules)}
    form = ShelvingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"prefix": form.cleaned_data["leading"]}
        table = said["rhymes"] if said["own_table"] else None
        try:
            call_numbers.change_rules(
                library=library, settings=said, rhymes=table, actor=user_of(request), at=timezone.now()
            )
            messages.success(request, _("Remembered. It holds for call numbers from now on."))
            return redirect("cataloguing:shelving")
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    context = {
        "form": form,
        "tried": _tried(request, rules),
        "history": audit.entries_of(rules)[:20] if rules.pk else [],
    }
    return render(request, "cataloguing/shelving.html", context)


def _tried(request: HttpRequest, rules: ShelvingRules) -> dict[str, str]:
    """A title, an author and a class as typed, with the marks and the call number that they would get."""
    title, author, klass = (
        request.GET.get(name, example)[:200] for name, example in zip(("title", "author", "class"), TRIED, strict=True)
    )
    scheme = rules.scheme()
    title_mark, author_mark = marks.title_mark(title, scheme), marks.author_mark(author, scheme)
    by_author = rules.mark_of == ShelvingRules.MarkOf.AUTHOR
    parts = {
        "prefix": rules.prefix, "class": klass, "title": title_mark, "author": author_mark,
        "mark": (author_mark or title_mark) if by_author else title_mark, "volume": "", "year": "2020",
    }  # fmt: skip
    return {
        "title": title, "author": author, "class": klass, "title_mark": title_mark, "author_mark": author_mark,
        "call_number": callnumbers.build(rules.pattern, parts),
    }  # fmt: skip
