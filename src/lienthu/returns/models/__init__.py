"""The tables of the room: forms and calls; returns with their figures and steps; papers, links and reminders."""

from lienthu.returns.models.around import Paper, Reminder, ReturnLink, TemplateRun
from lienthu.returns.models.calls import Call, Form
from lienthu.returns.models.returns import Entry, Return, Step

__all__ = ["Call", "Entry", "Form", "Paper", "Reminder", "Return", "ReturnLink", "Step", "TemplateRun"]
