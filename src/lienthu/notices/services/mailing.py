"""Handing letters to the mail server, one connection for many, and telling what each ending means."""

import smtplib
from collections.abc import Callable, Iterable
from email.utils import formataddr, parseaddr
from types import TracebackType
from typing import Any, Self, TypeVar

from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import timezone

from lienthu.notices.gateways import Later, Never, Unsure
from lienthu.notices.models import Letter, Urging

Row = TypeVar("Row", bound=Urging)


class MailServerDown(Exception):
    """No connection could be had: nothing was sent."""


class Post:
    """A connection to the mail server, opened when the first letter comes, and anew when the server closed it."""

    def __init__(self) -> None:
        self._connection: Any = mail.get_connection(fail_silently=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def ready(self) -> None:
        """Have a live connection, so that what fails afterwards is about the letter. Raises MailServerDown."""
        held = getattr(self._connection, "connection", None)
        try:
            if held is not None and held.noop()[0] == 250:
                return
        except (OSError, smtplib.SMTPException):
            pass
        self._close()
        try:
            self._connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise MailServerDown(words_of(error)) from error

    def send(self, letter: Letter, *, library: str, reply_to: str) -> str:
        """Hand the letter over. Raises Later, Never or Unsure (`gateways`); call `ready` before."""
        address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        try:
            message = EmailMessage(
                letter.subject,
                letter.body,
                formataddr((library, address)),
                [letter.to],
                reply_to=[reply_to] if reply_to else None,
                headers={
                    "Message-ID": message_id(letter),
                    "Auto-Submitted": "auto-generated",
                    "Content-Language": letter.language,
                },
            )
            if self._connection.send_messages([message]) != 1:
                raise Never("the mail server was given nothing to send")
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            raise (Never if all(code >= 500 for code in codes) else Later)(words_of(error)) from error
        except smtplib.SMTPDataError as error:
            raise (Never if error.smtp_code >= 500 else Later)(words_of(error)) from error
        except smtplib.SMTPResponseException as error:  # of the sender or the greeting: not this reader's matter
            raise Later(words_of(error)) from error
        except (smtplib.SMTPNotSupportedError, ValueError) as error:  # an address that no mail server takes
            raise Never(words_of(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            self._close()
            raise Unsure(words_of(error)) from error
        return ""

    def _close(self) -> None:
        try:
            self._connection.close()
        except (OSError, smtplib.SMTPException):
            self._connection.connection = None


def hand_over(rows: Iterable[Row], write: Callable[[Row], tuple[Letter, str] | str]) -> dict[str, int]:
    """Send what waits in a room's own table; how many are in which state then.

    `write` gives the letter and in whose name it is sent, or why it is not sent any more. One that nobody can be sure
    of is not sent again; while the mail server cannot be reached all wait, and where there is none.
    """
    counts: dict[str, int] = {}
    with Post() as post:
        for each in rows:
            try:
                post.ready()
            except MailServerDown:
                if settings.EMAIL_HOST:
                    counts[Urging.State.WAITING] = counts.get(Urging.State.WAITING, 0) + 1
                break
            written = write(each)
            if isinstance(written, str):
                each.state, each.problem = Urging.State.FAILED, written
            else:
                each.state, each.problem = _handed_over(post, *written)
            each.sent_at = timezone.now() if each.state == Urging.State.SENT else None
            each.save(update_fields=("state", "problem", "sent_at"))
            counts[each.state] = counts.get(each.state, 0) + 1
    return counts


def _handed_over(post: Post, letter: Letter, sender: str) -> tuple[str, str]:
    try:
        post.send(letter, library=sender, reply_to="")
    except Later as trouble:
        return Urging.State.WAITING, str(trouble)[:300]
    except Never as trouble:
        return Urging.State.FAILED, str(trouble)[:300]
    except Unsure as trouble:
        return Urging.State.UNSURE, str(trouble)[:300]
    return Urging.State.SENT, ""


def message_id(letter: Letter) -> str:
    """The same at every try."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{letter.reference}@{domain}>"


def words_of(error: Exception) -> str:
    """What a server said, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = "; ".join(f"{code} {_text(words)}" for code, words in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        said = f"{error.smtp_code} {_text(error.smtp_error)}"
    else:
        said = f"{type(error).__name__}: {error}"
    return " ".join(said.split())[:300]


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words
