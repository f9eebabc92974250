"""The page that is for machines only: is the hub able to answer?"""

import logging

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lienthu import __version__
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
