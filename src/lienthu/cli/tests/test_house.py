"""What holds for the house as a whole, and what its papers say of it."""

import re
import subprocess
import sys

import pytest

from lienthu.cli import frame, locks, translations
from lienthu.cli.tests.running import ROOT, environment

# Large libraries that few pages and commands use: whoever uses one imports it in the function that does.
LOADED_WHEN_USED = {
    "PIL", "barcode", "docx", "docxtpl", "highspy", "jinja2", "numpy", "openpyxl", "polib", "psycopg", "pyvrp",
    "qrcode", "tantivy", "tqdm", "typst", "zxingcpp",
}  # fmt: skip


def test_the_table_of_settings_names_every_setting_and_no_other() -> None:
    code = (ROOT / "src" / "lienthu" / "settings.py").read_text()
    read = set(re.findall(r'env(?:_flag|_number|_choice)?\("([A-Z_]+)"', code))
    table = (ROOT / "docs" / "deploy.md").read_text().partition("## Every setting")[2]
    told = {
        name
        for line in table.splitlines()
        for name in re.findall(r"`LIENTHU_([A-Z_]+)`", line.split("|")[1:2][0] if "|" in line else "")
    }
    elsewhere = {"LANGUAGE", "PYTHON", "BENCH"}  # read before there are settings, or by the benchmarks
    assert told == read | elsewhere


def test_every_command_of_the_readme_exists() -> None:
    actions = next(action for action in frame.parser()._actions if getattr(action, "choices", None))
    table = (ROOT / "README.md").read_text().partition("| Command |")[2].partition("## ")[0]
    told = {
        words.split()[0]
        for line in table.splitlines()
        if line.startswith("| `")
        for words in re.findall(r"`([a-z][a-z ]+)`", line.split("|")[1])
    }
    assert told == set(actions.choices) - {"run-job"}


def test_a_start_of_the_program_loads_no_large_library_that_only_some_pages_use(tmp_path) -> None:
    code = "import sys, django; django.setup(); import lienthu.urls; print(*sys.modules)"
    # Without the public sites: Wagtail loads what draws pictures, which is part of what it costs (decision 15).
    variables = environment(tmp_path, DJANGO_SETTINGS_MODULE="lienthu.settings", LIENTHU_WEBSITE="no")
    done = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "lienthu.portal.urls" in loaded
    assert loaded & LOADED_WHEN_USED == set()


@pytest.mark.parametrize("name", [locks.RUN, locks.DEVELOPMENT])
def test_a_lock_pins_every_package_with_hashes(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = re.split(r"\n(?=[a-zA-Z0-9])", text.strip())
    assert len(entries) > 10
    assert [entry.partition(" ")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_checker_finds_what_is_wrong_with_translations(tmp_path) -> None:
    room = tmp_path / "room"
    (room / "templates").mkdir(parents=True)
    (room / "locale" / "vi" / "LC_MESSAGES").mkdir(parents=True)
    (room / "code.py").write_text(
        "from django.utils.translation import gettext as _, ngettext\n"
        "_('known'); _('missing'); _('empty'); _('fuzzy')\n"
        "ngettext('%(n)d book', '%(n)d books', 2); _('of %(name)s')\n"
    )
    (room / "templates" / "page.html").write_text(
        "{% load i18n %}{% translate 'in a page' %}{% blocktranslate %}with {{ value }}{% endblocktranslate %}"
    )
    (room / "locale" / "vi" / "LC_MESSAGES" / "django.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "known"\nmsgstr "biết"\n\nmsgid "empty"\nmsgstr ""\n\n#, fuzzy\nmsgid "fuzzy"\nmsgstr "mờ"\n\n'
        'msgid "%(n)d book"\nmsgid_plural "%(n)d books"\nmsgstr[0] "%(n)d cuốn"\n\n'
        'msgid "of %(name)s"\nmsgstr "của %(ten)s"\n\nmsgid "in a page"\nmsgstr "trong trang"\n\n'
        'msgid "left over"\nmsgstr "còn lại"\n'
    )
    found = sorted(problem.partition(": ")[2] for problem in translations.problems_of(room))
    assert found == [
        "empty: 'empty'",
        "fuzzy: 'fuzzy'",
        "no Vietnamese for 'missing'",
        "no Vietnamese for 'with %(value)s'",
        "no longer used: 'left over'",
        "other placeholders than its message: 'of %(name)s'",
    ]


def test_vietnamese_of_ours_has_its_tones_in_one_place_and_foreign_words_are_left_alone(tmp_path) -> None:
    room = tmp_path / "room"
    file = room / "locale" / "vi" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True)
    file.write_text('msgid "lock"\nmsgstr "Khoá của quý thư viện, hoàn tất: %(zoé)s, khoẻ"\n')
    (room / "letters").mkdir()
    (room / "letters" / "late.vi.txt").write_text("Văn hóa, thủy lợi, quả, già, kĩ và kỹ\nqúy vị, HOÀ BÌNH\n")
    (room / "letters" / "late.en.txt").write_text("hoà\n")
    assert list(translations.misplaced_tones(room)) == [
        f"room/letters/late.vi.txt:2: {old!r} is spelled {new!r} in this program (docs/design.md, Spelling)"
        for old, new in (("qúy", "quý"), ("HOÀ", "HÒA"))
    ] + [
        f"room/locale/vi/LC_MESSAGES/django.po:2: {old!r} is spelled {new!r} in this program (docs/design.md, Spelling)"
        for old, new in (("Khoá", "Khóa"), ("khoẻ", "khỏe"))
    ]


def test_a_message_that_two_rooms_translate_differently_is_a_problem(tmp_path) -> None:
    words = {
        "desk": 'msgid "copy"\nmsgstr "bản"\n\nmsgid "shelf"\nmsgstr "giá sách"\n\n'
        'msgid "%(n)d loan"\nmsgid_plural "%(n)d loans"\nmsgstr[0] "%(n)d lượt mượn"\n',
        "page": 'msgid "copy"\nmsgstr "sao chép"\n\nmsgid "shelf"\nmsgstr "giá sách"\n\n'
        'msgid "%(n)d loan"\nmsgid_plural "%(n)d loans"\nmsgstr[0] "%(n)d phiếu mượn"\n',
        "text": 'msgctxt "to the clipboard"\nmsgid "copy"\nmsgstr "sao chép"\n\n'
        'msgid "%(n)d loan"\nmsgstr "%(n)d lượt"\n',
    }
    for room, entries in words.items():
        file = tmp_path / room / "locale" / "vi" / "LC_MESSAGES" / "django.po"
        file.parent.mkdir(parents=True)
        file.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + entries)
    found = list(translations.at_odds(sorted(tmp_path.iterdir())))
    assert len(found) == 2
    assert found[0].startswith("page/locale/vi/LC_MESSAGES/django.po:4: 'copy' is 'sao chép' here and 'bản' in desk/")
    assert "'%(n)d phiếu mượn' here and '%(n)d lượt mượn'" in found[1]
    assert all("Make them the same" in problem and "context" in problem for problem in found)
