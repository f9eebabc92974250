"""What can be wrong with a document of the register or with a legal document."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from lienthu.common.errors import DomainError


class DocumentRefused(DomainError):
    """A document that cannot be entered, numbered, corrected or cancelled as it is; `field` names what to mend."""


@contextmanager
def refused_as(kind: type[DomainError], fields: Mapping[str, str]) -> Iterator[None]:
    """What the register refuses is refused by the room whose document it is; `fields`: as its own form calls them."""
    try:
        yield
    except DocumentRefused as refusal:
        named = str(refusal.context.get("field", "symbol"))
        raise kind(refusal.code, refusal.message, field=fields.get(named, named)) from refusal


class LawRefused(DomainError):
    """Facts of a legal document that do not agree."""
