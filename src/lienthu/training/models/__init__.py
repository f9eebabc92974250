"""The tables of training."""

from lienthu.training.models.courses import Course, Lecturer, Material, Quota, Session
from lienthu.training.models.learning import Certificate, Evaluation, Question, Try
from lienthu.training.models.people import Attendance, Participant, StaffMember

__all__ = [
    "Attendance",
    "Certificate",
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
