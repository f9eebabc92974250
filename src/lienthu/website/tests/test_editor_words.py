"""Our Vietnamese of Wagtail's editor: a new Wagtail words some things anew, and ours for the old words must go."""

import re
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest

from lienthu.website import editor_words

OURS = Path(editor_words.__file__).parent / "locale" / "vi" / "LC_MESSAGES"
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
PARTS = {
    "django": ("wagtail", "wagtail.admin", "wagtail.images", "wagtail.contrib.simple_translation", "django.conf"),
    "djangojs": ("wagtail.admin",),
}


@pytest.mark.parametrize("domain", PARTS)
def test_the_editors_words_are_wagtails_and_keep_what_is_filled_in(domain: str) -> None:
    known: dict[str, polib.POEntry] = {}
    for part in PARTS[domain]:
        spec = find_spec(part)
        assert spec is not None
        assert spec.submodule_search_locations
        file = Path(spec.submodule_search_locations[0]) / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
        known.update({entry.msgid: entry for entry in polib.pofile(str(file))})
    for entry in polib.pofile(str(OURS / f"{domain}.po")):
        assert entry.msgid in known
        said = entry.msgstr or entry.msgstr_plural[0]
        assert said
        assert set(PLACE.findall(said)) == set(PLACE.findall(known[entry.msgid].msgid_plural or entry.msgid)), said
