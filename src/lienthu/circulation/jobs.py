"""What the worker looks after for circulation."""

import time

from django.utils import timezone

from lienthu.circulation.services.sweeping import sweep
from lienthu.common import jobs

EVERY_SECONDS = 300.0
_next = 0.0


@jobs.chore
def look_after_holds() -> None:
    """Every few minutes: end, resume and serve holds."""
    global _next
    if time.monotonic() >= _next:
        _next = time.monotonic() + EVERY_SECONDS
        sweep(at=timezone.now())
