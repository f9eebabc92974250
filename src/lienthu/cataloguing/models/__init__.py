"""The tables of cataloguing, by what they are for."""

from lienthu.cataloguing.models.accessions import (
    Accession,
    AccessionSeries,
    LabelSheet,
    QueuedLabel,
    SeriesCounter,
    ShelvingRules,
    Source,
)
from lienthu.cataloguing.models.drafts import Draft, RecordTemplate

__all__ = [
    "Accession",
    "AccessionSeries",
    "Draft",
    "LabelSheet",
    "QueuedLabel",
    "RecordTemplate",
    "SeriesCounter",
    "ShelvingRules",
    "Source",
]
