"""From a thing that an article can tell of to the writing of it."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lienthu.common.access import SOMEWHERE, Person, allowed
from lienthu.common.onward import Onward
from lienthu.website.permissions import WRITE
from lienthu.website.sources import source_of


def links(user: Person, thing: Model) -> Iterator[Onward]:
    source = source_of(thing._meta.label_lower)
    if settings.WEBSITE and source is not None and source.is_ready(thing) and allowed(user, WRITE, SOMEWHERE):
        asked = urlencode({"kind": source.kind, "number": thing.pk})
        yield Onward(_("Write an article"), f"{reverse('website:write')}?{asked}")
