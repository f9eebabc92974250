"""What the hub refuses a device, and what it refuses to do with what a device brought."""

from lienthu.common.errors import DomainError


class DeviceRefused(DomainError):
    """A request of a device is not answered as asked. `context["status"]` is the status of the HTTP answer."""


class EnrolmentRefused(DomainError):
    """A device is not enrolled, or not cut off, as asked."""


class FileRefused(DomainError):
    """A file from a USB stick cannot be read, or was not written by a device of this hub."""


class AnswerRefused(DomainError):
    """A question is not answered so. `context["field"]` names what is missing."""
