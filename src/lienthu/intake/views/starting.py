"""Where a library begins that has nothing here yet."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from lienthu.accounts.permissions import allowed, at_work
from lienthu.accounts.queries import working_library
from lienthu.intake.queries.starting import steps

SETTING_UP = "setting_up"  # in the session: every page of the staff leads back to the steps (`staff_base.html`)


@at_work("intake.run")
def home(request: HttpRequest) -> HttpResponseBase:
    return redirect("intake:start")


@at_work("intake.run")
def start(request: HttpRequest) -> HttpResponseBase:
    """What to bring in, in which order, and how far it is."""
    library = working_library(request)
    assert library is not None  # noqa: S101 at_work sees to it
    if request.method == "POST":  # later: pages no longer lead back here
        request.session.pop(SETTING_UP, None)
        return redirect("accounts:home")
    found = steps(library, request.user)
    done = sum(step.done for step in found)
    following = next((step for step in found if not step.done and step.needed), None)
    if following:
        request.session[SETTING_UP] = True
    else:
        request.session.pop(SETTING_UP, None)
    context = {"library": library, "steps": found, "done": done, "following": following}
    context["may_lend"] = allowed(request.user, "circulation.lend", library)
    return render(request, "intake/start.html", context)
