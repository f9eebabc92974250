"""How a library's files are read: the page where its cataloguers say it once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import demand, require_role
from lienthu.catalogue.errors import ImportRefused
from lienthu.catalogue.forms import AUTOMATIC, ProfileForm, numbered
from lienthu.catalogue.models import LibraryProfile, Upload
from lienthu.catalogue.queries.previews import place_codes, preview
from lienthu.catalogue.queries.staff import branches_of, shelves_of
from lienthu.catalogue.services import profiles
from lienthu.catalogue.words import TARGET_NAMES
from lienthu.common import audit
from lienthu.common.access import SOMEWHERE
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation

FREE_ROWS = 2  # for codes that no file has shown yet


@require_role("catalogue.import", over=SOMEWHERE)
def profile_page(request: HttpRequest, code: str) -> HttpResponseBase:
    """Encoding, layout of copies, branches behind the place codes; `?upload=` brings the codes of that file along."""
    library = get_object_or_404(Organisation, code=code, kind=Organisation.Kind.LIBRARY)
    demand(request.user, "catalogue.import", library)
    profile = LibraryProfile.objects.filter(library=library).first() or LibraryProfile(library=library)
    upload = _upload_of(request, library)
    layout = profile.copies["name"] if profile.copies else ""
    initial = {"encoding": profile.encoding or AUTOMATIC, "layout": layout or AUTOMATIC}
    form = ProfileForm(request.POST or None, initial=initial, own_layout=layout)
    if request.method == "POST" and form.is_valid():
        try:
            profiles.change(
                library=library,
                encoding=form.said("encoding"),
                layout=form.said("layout"),
                places=_places_said(request),
                forget_columns=form.cleaned_data["forget"],
                actor=user_of(request),
                at=timezone.now(),
            )
            messages.success(request, _("Remembered. It holds for every file from now on."))
            return redirect("catalogue:upload", upload.pk) if upload else redirect("catalogue:profile", library.code)
        except ImportRefused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "library": library,
        "library_name": federation.names([library.pk], timezone.localdate())[library.pk],
        "form": form,
        "upload": upload,
        "places": _place_rows(profile, library, upload),
        "branches": branches_of(library),
        "columns": [(name, TARGET_NAMES.get(target, target)) for name, target in profile.columns.items()],
        "history": audit.entries_of(profile)[:20] if profile.pk else [],
    }
    return render(request, "catalogue/profile_page.html", context)


def _upload_of(request: HttpRequest, library: Organisation) -> Upload | None:
    number = request.GET.get("upload", "")
    if not (number.isdecimal() and len(number) < 16):
        return None
    return Upload.objects.filter(pk=int(number), library=library, job=None).first()


def _places_said(request: HttpRequest) -> dict[str, str]:
    codes, branches = numbered(request.POST, "place") or [], numbered(request.POST, "branch") or []
    return dict(zip(codes, branches, strict=False))


def _place_rows(profile: LibraryProfile, library: Organisation, upload: Upload | None) -> list[tuple[str, str]]:
    """(place code, branch code): what is mapped already, what this file has, what stored copies have, blank rows."""
    codes = dict(profile.places)
    for code in [*(preview(upload).places if upload else []), *place_codes(shelves_of(library))]:
        codes.setdefault(code, "")
    return [*codes.items(), *([("", "")] * FREE_ROWS)]
