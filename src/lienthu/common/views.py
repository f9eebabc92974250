"""What is for machines and scripts alone: is the hub able to answer, what does a barcode in a picture say."""

import logging

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lienthu import __version__
from lienthu.common import barcodes
from lienthu.common.health import probes

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 with status "ok", or 503 with the names of what is out of reach; the reasons are in the log only."""
    unreachable = []
    for name, probe in probes():
        try:
            probe()
        except Exception:  # whatever it is, the answer is the same: out of reach
            logger.exception("%s is out of reach", name)
            unreachable.append(name)
    answer = {"status": "unreachable" if unreachable else "ok", "version": __version__}
    if unreachable:
        return JsonResponse({**answer, "unreachable": unreachable}, status=503)
    return JsonResponse(answer)


@never_cache
@login_required
@require_POST
def codes(request: HttpRequest) -> JsonResponse:
    """What the barcodes of the file `picture` say, for browsers that cannot read them: {"codes": [text, …]}.

    For those who are signed in, others are sent to sign in; 400 with {"error": sentence} where it is no picture.
    """
    picture = request.FILES.get("picture")
    if not isinstance(picture, UploadedFile):
        return JsonResponse({"error": _("No picture came with the request: take one.")}, status=400)
    try:
        return JsonResponse({"codes": barcodes.read(picture.read(barcodes.MAX_BYTES + 1))})
    except barcodes.UnreadablePicture as refusal:
        return JsonResponse({"error": str(refusal)}, status=400)
