"""The tables of the room: reports with their sections, points and signed papers; own templates and layouts."""

from lienthu.reports.models.reports import Kind, Point, Report, Section, SectionVersion, SignedPaper
from lienthu.reports.models.templates import Layout, Template, TemplateVersion

__all__ = [
    "Kind",
    "Layout",
    "Point",
    "Report",
    "Section",
    "SectionVersion",
    "SignedPaper",
    "Template",
    "TemplateVersion",
]
