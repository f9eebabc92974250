"""Addresses below /staff/training/."""

from django.urls import path

from lienthu.training.views import attendance, courses, learning, people, plan, staff

app_name = "training"
urlpatterns = [
    path("", courses.course_list, name="courses"),
    path("new/", courses.course_new, name="course_new"),
    path("<int:number>/", courses.course, name="course"),
    path("<int:number>/change/", courses.course_change, name="course_change"),
    path("<int:number>/act/", courses.act, name="act"),
    path("<int:number>/sessions/add/", courses.session_add, name="session_add"),
    path("<int:number>/lecturers/add/", plan.lecturer_add, name="lecturer_add"),
    path("<int:number>/materials/add/", courses.material_add, name="material_add"),
    path("<int:number>/plan.docx", plan.plan_file, name="plan_file"),
    path("<int:number>/number/", plan.plan_number, name="plan_number"),
    path("lecturers/<int:number>/change/", plan.lecturer_change, name="lecturer_change"),
    path("lecturers/<int:number>/remove/", plan.lecturer_remove, name="lecturer_remove"),
    path("sessions/<int:number>/change/", courses.session_change, name="session_change"),
    path("sessions/<int:number>/remove/", courses.session_remove, name="session_remove"),
    path("materials/<int:number>/", courses.material, name="material"),
    path("materials/<int:number>/remove/", courses.material_remove, name="material_remove"),
    path("<int:number>/people/", people.people, name="people"),
    path("<int:number>/codes.pdf", people.codes_file, name="codes_file"),
    path("units/<int:number>/places/", people.places, name="places"),
    path("units/<int:number>/register/", people.register, name="register"),
    path("participants/<int:number>/withdraw/", people.withdraw, name="withdraw"),
    path("<int:number>/attendance/", attendance.attendance, name="attendance"),
    path("sessions/<int:number>/door/", attendance.door, name="door"),
    path("sessions/<int:number>/screen/", attendance.screen, name="screen"),
    path("sessions/<int:number>/sheet/", attendance.sheet, name="sheet"),
    path("sessions/<int:number>/sheet.pdf", attendance.sheet_file, name="sheet_file"),
    path("<int:number>/quiz/", learning.quiz, name="quiz"),
    path("questions/<int:number>/change/", learning.question_change, name="question_change"),
    path("questions/<int:number>/remove/", learning.question_remove, name="question_remove"),
    path("<int:number>/results/", learning.results, name="results"),
    path("<int:number>/certificates/", learning.certificates, name="certificates"),
    path("<int:number>/certificates.pdf", learning.certificates_file, name="certificates_file"),
    path("participants/<int:number>/take-back/", learning.take_back, name="take_back"),
    path("staff/", staff.staff, name="staff"),
    path("staff/accounts/", staff.accounts, name="staff_accounts"),
    path("staff/<int:number>/", staff.record, name="record"),
]
