"""Schools, their classes, and class lists."""

from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import at_work, require_role
from lienthu.accounts.queries import working_library
from lienthu.common.access import SOMEWHERE, demand
from lienthu.common.downloads import download
from lienthu.patrons import classlists
from lienthu.patrons.errors import CategoryRefused
from lienthu.patrons.forms import class_year
from lienthu.patrons.models import Category, ClassList, Patron, School, SchoolClass
from lienthu.patrons.services import categories, classes
from lienthu.patrons.views.shared import EDIT, READ, choices_at, short_name, tried

LARGEST = 5_000_000


class SchoolForm(forms.Form):
    """A school."""

    name = forms.CharField(label=gettext_lazy("Name of the school"), max_length=160)
    last_grade = forms.TypedChoiceField(
        label=gettext_lazy("Its last grade"), coerce=int, choices=[(5, "5"), (9, "9"), (12, "12")], initial=9
    )


class ListForm(forms.Form):
    """A class list."""

    file = forms.FileField(
        label=gettext_lazy("Class list (XLSX)"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
    year = forms.TypedChoiceField(label=gettext_lazy("School year"), coerce=int)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        now = class_year(timezone.localdate())
        field = self.fields["year"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 tells the type checker
        field.choices = [(year, f"{year}–{year + 1}") for year in (now, now + 1, now - 1)]


@at_work(READ)
def school_list(request: HttpRequest) -> HttpResponseBase:
    """The schools that the library serves; adding one."""
    library = working_library(request)
    assert library is not None  # noqa: S101 at_work has seen to it
    form = SchoolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        demand(request.user, EDIT, library)
        said, at = form.cleaned_data, timezone.now()
        work = partial(categories.add_school, library=library, actor=user_of(request), at=at, **said)
        if tried(request, work, done=_("The school is added."), form=form):
            return redirect("patrons:school", School.objects.filter(library=library).latest("pk").pk)
    context = {"form": form, "schools": School.objects.filter(library=library), "library_name": short_name(library)}
    return render(request, "patrons/schools.html", context)


@require_role(READ, over=SOMEWHERE)
def school_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """A school's classes with their pupils, its lists, and taking in a new one."""
    school = _school(request, number, READ)
    form = ListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        demand(request.user, EDIT, school.library)
        file, at = form.cleaned_data["file"], timezone.now()
        try:
            if file.size > LARGEST:
                message = _("The file is larger than 5 MB. A class list is much smaller; check the file.")
                raise CategoryRefused("too_large", message, field="file")
            made = classes.upload(
                school=school,
                year=form.cleaned_data["year"],
                file_name=file.name,
                data=file.read(),
                actor=user_of(request),
                at=at,
            )
            return redirect("patrons:class_list", made.pk)
        except CategoryRefused as refusal:
            form.add_error("file", str(refusal))
    year = school.classes.values_list("year", flat=True).first()
    context = {
        "school": school,
        "form": form,
        "year": year,
        "classes": [(each, each.n) for each in _counted(school, year)],
        "lists": school.lists.all()[:20],
    }
    return render(request, "patrons/school.html", context)


def _counted(school: School, year: int | None) -> Iterable[Any]:
    """The classes of a year, each with `n`, its pupils."""
    here = Count("pupils", filter=Q(pupils__state=Patron.State.ACTIVE))
    return school.classes.filter(year=year).annotate(n=here) if year else ()


@require_role(READ, over=SOMEWHERE)
def class_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """The pupils of a class, by given name."""
    found = get_object_or_404(SchoolClass.objects.select_related("school__library"), pk=number)
    _school(request, found.school_id, READ)
    pupils = found.pupils.filter(state=Patron.State.ACTIVE).order_by("sort_key", "pk")
    return render(request, "patrons/class.html", {"class": found, "pupils": pupils})


@require_role(EDIT, over=SOMEWHERE)
def class_list(request: HttpRequest, number: int) -> HttpResponseBase:
    """A list that was read: what is right, what is wrong and why; then taking it in."""
    found = get_object_or_404(ClassList.objects.select_related("school__library"), pk=number)
    school = _school(request, found.school_id, EDIT)
    terms, _classes = choices_at(school.library)
    right = [row for row in found.rows if not row["problem"]]
    if request.method == "POST" and found.taken is None:
        category = Category.objects.filter(
            pk=request.POST.get("category", 0) if request.POST.get("category", "").isdecimal() else 0,
            pk__in=[each.category.pk for each in terms],
        ).first()
        if category is None:
            messages.error(request, _("Choose the category of the pupils."))
        else:
            with_cards = bool(request.POST.get("cards"))
            at = timezone.now()
            done = _("The list is taken in. Rows that were wrong are kept below.")
            work = partial(
                classes.take_in,
                class_list=found,
                category=category,
                issue_cards=with_cards,
                actor=user_of(request),
                at=at,
            )
            tried(request, work, done=done)
            return redirect("patrons:class_list", found.pk)
    context = {
        "list": found,
        "school": school,
        "right": [(row, _day(row["facts"].get("birth_date", ""))) for row in right],
        "wrong": [row for row in found.rows if row["problem"]],
        "categories": [each.category for each in terms],
        "children": next((each.category.pk for each in terms if each.band == "child"), None),
    }
    return render(request, "patrons/class_list.html", context)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_role(EDIT, over=SOMEWHERE)
def wrong_rows(request: HttpRequest, number: int) -> HttpResponseBase:
    """The wrong rows as a table to mend and send again."""
    found = get_object_or_404(ClassList, pk=number)
    _school(request, found.school_id, EDIT)
    rows = [row for row in found.rows if row["problem"]]
    return download(classlists.sheet(rows), "sua-lai.xlsx")


@require_role(READ, over=SOMEWHERE)
def empty_sheet(request: HttpRequest) -> HttpResponseBase:
    """An empty class list to fill in."""
    return download(classlists.sheet(), "danh-sach-lop.xlsx")


@require_role(EDIT, over=SOMEWHERE)
@require_POST
def move_up(request: HttpRequest, number: int) -> HttpResponseBase:
    """All classes of the latest year go up, the last grade leaves."""
    school = _school(request, number, EDIT)
    year = school.classes.filter(pupils__state=Patron.State.ACTIVE).values_list("year", flat=True).first()
    if year is None or str(year) != request.POST.get("year"):
        messages.error(request, _("The classes have moved up already."))
        return redirect("patrons:school", school.pk)
    at = timezone.now()
    work = partial(categories.move_up, school=school, year=year, actor=user_of(request), at=at)
    tried(request, work, done=_("Every class has moved up a year."))
    return redirect("patrons:school", school.pk)


def _school(request: HttpRequest, number: int, action: str) -> School:
    school = get_object_or_404(School.objects.select_related("library"), pk=number)
    demand(request.user, action, school.library)
    return school
