"""Reads of the catalogue for pages, commands and protocols. Nothing here writes."""

from lienthu.catalogue.queries.directory import LibraryBrief
from lienthu.catalogue.queries.hub import HubFigures, MemberLibrary, hub_figures, member_libraries
from lienthu.catalogue.queries.results import FacetValue, Hit, ResultPage, newest, results, suggest
from lienthu.catalogue.queries.titles import (
    HeldCopy,
    Holding,
    RecordView,
    TitlePage,
    marc_view,
    title_page,
    titles_shown,
)

__all__ = [
    "FacetValue",
    "HeldCopy",
    "Hit",
    "Holding",
    "HubFigures",
    "LibraryBrief",
    "MemberLibrary",
    "RecordView",
    "ResultPage",
    "TitlePage",
    "hub_figures",
    "marc_view",
    "member_libraries",
    "newest",
    "results",
    "suggest",
    "title_page",
    "titles_shown",
]
