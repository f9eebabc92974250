"""The command line's own messages, in Vietnamese or English, without Django (which costs a tenth of a second)."""

import functools
import gettext
import os
import sys
from pathlib import Path


def language() -> str:
    """`LIENTHU_LANGUAGE` (vi or en) when set; else Vietnamese where the terminal's locale is, English elsewhere.

    Scripts read these messages in logs: a server without a locale gets English.
    """
    given = os.environ.get("LIENTHU_LANGUAGE")
    if given in {"vi", "en"}:
        return given
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "vi" if locale.startswith("vi") else "en"


@functools.cache
def _catalogue() -> gettext.NullTranslations:
    languages = [language()]
    return gettext.translation("django", Path(__file__).parent / "locale", languages, fallback=True)


def _(message: str) -> str:
    return _catalogue().gettext(message)


def say(message: str) -> None:
    """A message for the person at the terminal: standard error, so that standard output stays JSON alone."""
    print(message, file=sys.stderr, flush=True)
