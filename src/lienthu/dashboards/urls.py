"""Addresses below /staff/dashboards/."""

from django.urls import path

from lienthu.dashboards.views import figure, overview, questions

app_name = "dashboards"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("figure/", figure.figure, name="figure"),
    path("tables/", questions.question, name="question"),
    path("tables/file.<str:form>", questions.question_file, name="question_file"),
    path("tables/save/", questions.save, name="save"),
    path("tables/<int:number>/", questions.saved, name="saved"),
    path("tables/<int:number>/drop/", questions.drop, name="drop"),
]
