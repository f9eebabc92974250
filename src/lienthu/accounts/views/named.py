"""Organisations with the names that pages show."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import get_language

from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation


def named(organisations: Collection[Organisation]) -> list[tuple[Organisation, str]]:
    """Each with its name of today in the language of the page. Two queries."""
    names = federation.names([each.pk for each in organisations], timezone.localdate(), get_language() or "vi")
    return [(each, names[each.pk]) for each in organisations]
