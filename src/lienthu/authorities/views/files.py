"""Authority files through the browser: small ones at once, large ones by the command line."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.pages import user_of
from lienthu.accounts.permissions import require_role
from lienthu.authorities.errors import AuthoritiesUnreadable
from lienthu.authorities.forms import FileForm
from lienthu.authorities.models import AuthorityFile
from lienthu.authorities.rules import may_edit
from lienthu.authorities.services import files as service
from lienthu.authorities.views.changing import demand_edit
from lienthu.common.access import SOMEWHERE

LARGEST = 4_000_000  # bytes that are taken in while the person waits: some 5 seconds
SHOWN = 20


@require_role("authorities.edit", over=SOMEWHERE)
def files(request: HttpRequest) -> HttpResponseBase:
    """The files that were taken in, and taking in another one."""
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        demand_edit(request)
        if form.is_valid():
            refused = _taken(request, form.cleaned_data["file"])
            if not refused:
                return redirect("authorities:files")
            form.add_error("file", refused)
    rows = AuthorityFile.objects.select_related("actor")[:SHOWN]
    return render(request, "authorities/file_list.html", {"form": form, "files": rows, "may": may_edit(request.user)})


def _taken(request: HttpRequest, file: "UploadedFile[Any]") -> str:
    """Take the file in; "" or why it was not."""
    name = Path(file.name or "").name
    if (file.size or 0) > LARGEST:
        return _("This file is too large for the page. Take it in on the server: ./lienthu authorities FILE")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("file" + "".join(Path(name).suffixes[-2:])[-20:])
        with path.open("wb") as stream:
            for chunk in file.chunks():
                stream.write(chunk)
        try:
            taken = service.take_file(path=path, actor=user_of(request), at=timezone.now(), file_name=name)
        except AuthoritiesUnreadable as refusal:
            return str(refusal).replace(str(path), name).replace(path.name, name)
    messages.success(
        request,
        _("Taken in: %(new)d new headings, %(known)d known ones, %(references)d references.")
        % {"new": taken.new, "known": taken.known, "references": taken.references},
    )
    return ""
