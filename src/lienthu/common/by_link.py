"""Pages that a signed address opens, without an account: looked up, counted, kept out of search engines.

Whole addresses stay with us without a word here: Django's `Referrer-Policy: same-origin` goes with every answer, and
`no-referrer` would make browsers send forms with an origin that the check of forms refuses.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from lienthu.common import throttle
from lienthu.common.errors import DomainError

View = Callable[..., HttpResponseBase]


def opened_by(find: Callable[[str], Any], *, forms: int = throttle.BY_LINK) -> Callable[[View], View]:
    """Guard a view by the token in its address: it is given the row that `find` opens, and the token.

    Where `find` refuses, the page says so in plain words (404), and tells nothing else; so it does after so many
    forms (429).
    """

    def guard(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
            try:
                row = find(token)
            except DomainError as refusal:
                return closed(request, str(refusal))
            if not throttle.may_by_link(request.method, token, most=forms):
                return closed(request, throttle.too_often(), status=429)
            answer = view(request, row, token, **kwargs)
            answer.headers["X-Robots-Tag"] = "noindex"
            return answer

        return guarded

    return guard


def closed(request: HttpRequest, why: str, *, status: int = 404) -> HttpResponseBase:
    return render(request, "common/link_closed.html", {"refusal": why}, status=status)
