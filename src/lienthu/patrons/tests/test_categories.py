"""A library that begins has its two usual categories by one click, and is led to what else it needs."""

import pytest
from conftest import Person
from django.test import Client
from django.urls import reverse

from lienthu.accounts.models import Role
from lienthu.patrons.models import Category

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_an_empty_library_is_led_to_its_first_steps_and_gets_the_usual_categories(our_library: Person) -> None:
    Role.objects.update(kind=Role.Kind.DIRECTOR)
    client = Client()
    client.force_login(our_library.user)
    assert reverse("intake:start") in client.get(reverse("accounts:home")).content.decode().split("<main", 1)[1]
    page = reverse("patrons:categories")
    for _again in range(2):
        client.post(page, {"do": "usual"})
    made = Category.objects.order_by("code").values_list("code", "name", "band", "age_from", "age_to", "card_months")
    assert list(made) == [("adult", "Người lớn", "adult", 16, None, 12), ("child", "Thiếu nhi", "child", None, 15, 12)]
    assert "Lập hai loại này" not in client.get(page).content.decode()
