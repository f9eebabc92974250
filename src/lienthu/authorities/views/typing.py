"""Suggestions for somebody who types a heading into a record."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lienthu.accounts.permissions import require_role
from lienthu.authorities.models import Heading
from lienthu.authorities.queries.suggestions import Suggestion, suggestions
from lienthu.common.access import SOMEWHERE
from lienthu.lib.marc import headings
from lienthu.lib.marc.record import SUBFIELD

WITHOUT_SUBDIVISIONS = ("653", "690")


@require_safe
@require_role("authorities.edit", over=SOMEWHERE)
def suggest(request: HttpRequest) -> HttpResponseBase:
    """`?tag=100&q=nguyen s`: headings as JSON, each with the subfields that it is written with in this field."""
    tag = request.GET.get("tag", "")
    text = " ".join(request.GET.get("q", "").split())[:200]
    # What is being typed may be a name with or without a title behind it: the name decides until $t is written.
    kind = headings.kind_of(tag, SUBFIELD + "t" if request.GET.get("work") else "")
    if not kind or not text:
        return JsonResponse({"headings": []})
    found = suggestions(kind, text)
    if tag in WITHOUT_SUBDIVISIONS:
        found = [each for each in found if not headings.is_subdivided(headings.unpack(each.heading.form))]
    answer = JsonResponse({"headings": [_told(tag, kind, each) for each in found]})
    answer["Cache-Control"] = "private, max-age=20"
    return answer


def _counted(each: Suggestion) -> str:
    """ "3 records", and that the form is from an authority file; only that when nothing uses it yet."""
    count = _("%(n)d records") % {"n": each.uses}
    if each.heading.source != Heading.Source.FILE:
        return count
    came = str(Heading.Source.FILE.label)
    return f"{count} · {came}" if each.uses else came


def _told(tag: str, kind: str, each: Suggestion) -> dict[str, object]:
    form = headings.unpack(each.heading.form)
    return {
        "text": each.heading.text,
        "from": each.typed.text if each.typed != each.heading else "",
        "uses": each.uses,
        "count": _counted(each),
        "form": form,
        "subfields": headings.written(kind, form),
        "link": "" if tag in ("490", "653") else each.heading.link,
        "codes": headings.codes_of(tag, kind),
    }
