"""Dates that are typed."""

from datetime import date

import pytest
from django import forms
from django.utils import translation


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_date_is_typed_day_first_in_both_languages_and_a_browsers_own_field_still_has_its_iso(language: str) -> None:
    with translation.override(language):
        field = forms.DateField()
        assert field.clean("05/11/2026") == field.clean("2026-11-05") == date(2026, 11, 5)
        assert field.widget.format_value(date(2026, 11, 5)) == "2026-11-05"
