"""Addresses without an account, below /hoc/: the signed token says which unit or participant it is."""

from django.urls import path

from lienthu.training.views import by_link

app_name = "training_link"
urlpatterns = [
    path("don-vi/<str:token>/", by_link.unit, name="unit"),
    path("hoc-vien/<str:token>/", by_link.participant, name="participant"),
    path("hoc-vien/<str:token>/diem-danh/", by_link.type_code, name="type_code"),
    path("hoc-vien/<str:token>/tai-lieu/<int:number>/", by_link.material, name="material"),
    path("hoc-vien/<str:token>/trac-nghiem/", by_link.quiz, name="quiz"),
    path("hoc-vien/<str:token>/chung-nhan.pdf", by_link.certificate_file, name="certificate_file"),
    path("hoc-vien/<str:token>/danh-gia/", by_link.evaluation, name="evaluation"),
]
