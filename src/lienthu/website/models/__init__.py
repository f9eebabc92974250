"""The tables of the public sites, by name."""

from lienthu.website.models.kinds import (
    ContactPage,
    DocumentPage,
    EventPage,
    ExhibitionPage,
    HomePage,
    LibraryPage,
    LinksPage,
    NewsPage,
    PlainPage,
    SectionPage,
    ServicePage,
)
from lienthu.website.models.pages import SitePage
from lienthu.website.models.pictures import Picture, PictureRendition
from lienthu.website.models.questions import Question
from lienthu.website.models.rechecks import Recheck
from lienthu.website.models.sites import PublicSite
from lienthu.website.models.visits import DaySalt, Presence, VisitDay

__all__ = [
    "ContactPage",
    "DaySalt",
    "DocumentPage",
    "EventPage",
    "ExhibitionPage",
    "HomePage",
    "LibraryPage",
    "LinksPage",
    "NewsPage",
    "Picture",
    "PictureRendition",
    "PlainPage",
    "Presence",
    "PublicSite",
    "Question",
    "Recheck",
    "SectionPage",
    "ServicePage",
    "SitePage",
    "VisitDay",
]
