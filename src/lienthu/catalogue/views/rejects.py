"""Records that could not be taken in: why, where they stood, and their bytes to take away."""

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models.functions import Length, Substr
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import demand, require_role
from lienthu.catalogue.models import ImportRun, Reject
from lienthu.catalogue.queries.records import rejects_of
from lienthu.catalogue.queries.staff import libraries_for
from lienthu.catalogue.words import reject_reason
from lienthu.common.access import SOMEWHERE
from lienthu.common.downloads import named
from lienthu.federation.models import Organisation

PER_PAGE = 50
SAMPLE = 160  # bytes of a record shown on the page
STRETCH = 12  # characters of it without a place to break


@require_role("catalogue.import", over=SOMEWHERE)
def rejects(request: HttpRequest) -> HttpResponseBase:
    """The rejects of the libraries that the user imports for; `?library=CODE` chooses one, `?run=` one import."""
    libraries = libraries_for(user_of(request), "catalogue.import")
    chosen = next((library for library, _name in libraries if library.code == request.GET.get("library")), None)
    mine = [chosen.pk] if chosen else [library.pk for library, _name in libraries]
    found = Reject.objects.filter(library__in=mine).order_by("-pk")
    run = _run_of(request, mine)
    if run is not None:  # by the file: one that is imported again leaves its rejects with the first import
        found = found.filter(library=run.library_id, file_digest=run.file_digest)
    measured = found.annotate(size=Length("raw"), head=Substr("raw", 1, SAMPLE)).defer("raw")
    page = Paginator(measured.select_related("library"), PER_PAGE).get_page(request.GET.get("page"))
    names = {library.pk: name for library, name in libraries}
    entries: list[Any] = list(page)  # with what `measured` added
    rows = [
        {
            "reject": reject,
            "library": names[reject.library_id],
            "reason": reject_reason(reject.code, reject.reason),
            "sample": _breakable(bytes(reject.head).decode("utf-8", "replace").translate(_VISIBLE)),
            "size": reject.size,
        }
        for reject in entries
    ]
    context = {"page": page, "rows": rows, "libraries": libraries, "chosen": chosen, "run": run}
    return render(request, "catalogue/reject_list.html", context)


def _run_of(request: HttpRequest, libraries: list[int]) -> ImportRun | None:
    """The one import whose rejects are asked for."""
    number = request.GET.get("run", "")
    if not (number.isdecimal() and len(number) < 16):
        return None
    return ImportRun.objects.filter(pk=int(number), library__in=libraries).first()


# What nobody can see as something that everybody's fonts have: ends of record and field, subfield mark, the rest.
_VISIBLE = dict.fromkeys(range(0x20), "·") | {0x1D: "■", 0x1E: "¶", 0x1F: "$"}


def _breakable(text: str) -> list[str]:
    """The text in short stretches, between which a line may break: such a sample often has no space at all."""
    return [text[at : at + STRETCH] for at in range(0, len(text), STRETCH)]


@require_role("catalogue.import", over=SOMEWHERE)
def reject_bytes(request: HttpRequest, number: int) -> HttpResponseBase:
    """One rejected record as a file, byte for byte."""
    reject = get_object_or_404(Reject.objects.select_related("library"), pk=number)
    demand(request.user, "catalogue.import", reject.library)
    name = f"{reject.library.code}-{reject.position}.rejected"
    return HttpResponse(bytes(reject.raw), content_type="application/octet-stream", headers=named(name))


@require_role("catalogue.import", over=SOMEWHERE)
def all_bytes(request: HttpRequest, code: str) -> HttpResponseBase:
    """All of a library's rejected records as one file, one after the other."""
    library = get_object_or_404(Organisation, code=code)
    demand(request.user, "catalogue.import", library)

    def stream() -> Iterator[bytes]:
        for reject in rejects_of(library):
            raw = bytes(reject.raw)
            yield raw if raw.endswith((b"\x1d", b"\n")) else raw + b"\n"

    return StreamingHttpResponse(stream(), content_type="application/octet-stream", headers=named(f"{code}.rejected"))
