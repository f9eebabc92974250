"""What a person is told about an error that no service foresaw: one line, and where the whole of it was written."""

import datetime
import errno
import os
import sys
import tempfile
import traceback
from pathlib import Path

from lienthu.cli.words import _


def explain(error: Exception) -> str:
    """One line on `error`. What is not the machine's everyday trouble leaves its traceback in HOME/logs."""
    return _of_the_machine(error) or _of_the_database(error) or _kept_in_log(error)


def _of_the_machine(error: Exception) -> str | None:
    if isinstance(error, OSError) and error.filename:
        if error.errno == errno.ENOENT:
            return _("there is no file or folder %(path)s.") % {"path": error.filename}
        if error.errno in {errno.EACCES, errno.EPERM}:
            return _("%(path)s may not be read or written by this user; give the rights or run as its owner.") % {
                "path": error.filename
            }
        if error.errno in {errno.EISDIR, errno.ENOTDIR}:
            return _("%(path)s is not what it should be: a file stands where a folder should, or the other way.") % {
                "path": error.filename
            }
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _("the disk is full; free some space and start again: nothing half done remains.")
    return None


def _of_the_database(error: Exception) -> str | None:
    if "django" not in sys.modules:
        return None
    from django.core.exceptions import ImproperlyConfigured
    from django.db import OperationalError, ProgrammingError

    first_line = str(error).strip().partition("\n")[0]
    if isinstance(error, ImproperlyConfigured):
        return _("a setting is wrong: %(detail)s") % {"detail": first_line}
    if isinstance(error, OperationalError | ProgrammingError):
        if any(sign in first_line for sign in ("no such table", "no such column", "does not exist")):
            return _("the database is not of this version (%(detail)s); run ./lienthu init.") % {"detail": first_line}
        if "locked" in first_line:
            return _("the database stayed busy with another writer for half a minute; try again.")
        if "readonly" in first_line or "unable to open" in first_line:
            return _("the database file cannot be opened for writing by this user (%(detail)s).") % {
                "detail": first_line
            }
        if isinstance(error, OperationalError):
            return _("the database does not answer (%(detail)s); see LIENTHU_DATABASE_URL.") % {"detail": first_line}
    return None


def _kept_in_log(error: Exception) -> str:
    summary = f"{type(error).__name__}: {str(error).strip().partition(chr(10))[0]}"
    trace = "".join(traceback.format_exception(error))
    if os.environ.get("LIENTHU_DEBUG", "").lower() in {"1", "true", "yes", "on"}:
        sys.stderr.write(trace)
    home = Path(os.environ.get("LIENTHU_HOME", "var")).resolve()
    now = datetime.datetime.now(tz=datetime.UTC)
    folder = home / "logs" if home.is_dir() else Path(tempfile.gettempdir())
    log = folder / f"lienthu-errors-{now:%Y-%m}.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f"{now:%Y-%m-%dT%H:%M:%SZ} {sys.argv[1:]}\n{trace}\n")
    except OSError:
        return _("a fault of the program: %(summary)s.") % {"summary": summary}
    return _("a fault of the program: %(summary)s. The details, for whoever mends it, are in %(log)s.") % {
        "summary": summary,
        "log": log,
    }
