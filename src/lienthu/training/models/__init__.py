"""The tables of training."""

from lienthu.training.models.courses import Course, Lecturer, Material, Quota, Session
from lienthu.training.models.learning import Evaluation, Question, Try
from lienthu.training.models.people import Attendance, Participant, StaffMember

__all__ = [
    "Attendance",
    "Course",
    "Evaluation",
    "Lecturer",
    "Material",
    "Participant",
    "Question",
    "Quota",
    "Session",
    "StaffMember",
    "Try",
]
