"""The tables of cataloguing, by what they are for."""

from lienthu.cataloguing.models.drafts import Draft, RecordTemplate

__all__ = ["Draft", "RecordTemplate"]
