"""The tables of the room: forms and calls; returns with their figures and steps; papers, links, reminders."""

from lienthu.returns.models.around import Paper, PhoneCall, Reminder, ReturnLink, TemplateRun
from lienthu.returns.models.calls import Call, Form
from lienthu.returns.models.returns import Entry, Return, Step

__all__ = ["Call", "Entry", "Form", "Paper", "PhoneCall", "Reminder", "Return", "ReturnLink", "Step", "TemplateRun"]
