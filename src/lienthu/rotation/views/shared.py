"""What the pages of rotation share: whose thing it is, who asks, files to keep."""

from django.shortcuts import get_object_or_404

from lienthu.federation.models import Organisation
from lienthu.rotation.models import BookSet, DepositSite, Placement, Question

WORK, RULES = "rotation.work", "rotation.rules"
PER_PAGE = 50


def library_of_site(number: int, **_rest: object) -> Organisation:
    """For the guard of a site's pages; so are those below for theirs."""
    return get_object_or_404(DepositSite.objects.select_related("library"), pk=number).library


def library_of_set(number: int, **_rest: object) -> Organisation:
    rows = BookSet.objects.select_related("library")
    return get_object_or_404(rows, pk=number, proposed_by=None).library


def library_of_placement(number: int, **_rest: object) -> Organisation:
    return get_object_or_404(Placement.objects.select_related("library"), pk=number).library


def library_of_question(number: int, **_rest: object) -> Organisation:
    rows = Question.objects.select_related("placement__library")
    return get_object_or_404(rows, pk=number).placement.library


def placement_of(number: int) -> Placement:
    rows = Placement.objects.select_related(
        "library", "set__depot", "deposit__site__organisation", "came_from", "made_by"
    )
    return rows.get(pk=number)
