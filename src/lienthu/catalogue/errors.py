"""What the catalogue refuses, and why."""

from lienthu.common.errors import DomainError


class ImportRefused(DomainError):
    """A file as a whole cannot be imported; nothing of it was stored."""


class TitleUnknown(DomainError):
    """No title has this number."""


class TitleMoved(DomainError):
    """The title was merged; `to_id` has its records now."""

    def __init__(self, to_id: int) -> None:
        super().__init__("title_moved", f"Merged into title {to_id}.", to=to_id)
        self.to_id = to_id


class RegroupingRefused(DomainError):
    """A merge, a split or the undoing of one is not possible as asked."""


class CopyChanged(DomainError):
    """Somebody else changed the copy between its reading and its writing; nothing was written."""


class RecordRefused(DomainError):
    """A record cannot be saved or withdrawn as asked."""


class RecordChanged(RecordRefused):
    """Somebody else has saved the record meanwhile; `version` is the current one."""

    def __init__(self, message: str, *, record: int, version: int) -> None:
        super().__init__("changed_meanwhile", message, record=record, version=version)
        self.version = version


class CopyRefused(DomainError):
    """A copy cannot be entered or changed as asked."""
