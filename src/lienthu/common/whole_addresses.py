"""Addresses as letters need them, written by a worker whom nobody asked under any name; pages have their request."""

from django.conf import settings
from django.urls import reverse


def whole_address(view: str, *of: object) -> str:
    """ "https://mucluc.example.vn/staff/returns/7/"."""
    return f"{settings.ADDRESS}{reverse(view, args=of)}"
