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
from lienthu.cataloguing.models.targets import Fetched, Origin, TakingRules, Target

__all__ = [
    "Accession",
    "AccessionSeries",
    "Draft",
    "Fetched",
    "LabelSheet",
    "Origin",
    "QueuedLabel",
    "RecordTemplate",
    "SeriesCounter",
    "ShelvingRules",
    "Source",
    "TakingRules",
    "Target",
]
