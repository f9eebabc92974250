"""Addresses of the pages of notices, below /staff/notices/."""

from django.urls import path

from lienthu.notices.views import letters, wording

app_name = "notices"
urlpatterns = [
    path("", letters.letter_list, name="letters"),
    path("all/<slug:verb>/", letters.settle_all, name="settle_all"),
    path("letters/<int:number>/", letters.letter_page, name="letter"),
    path("letters/<int:number>/<slug:verb>/", letters.settle, name="settle"),
    path("paper/", letters.paper, name="paper"),
    path("paper/<int:number>/", letters.paper_again, name="paper_again"),
    path("kinds/", wording.kind_list, name="kinds"),
    path("kinds/<slug:code>/", wording.kind_page, name="kind"),
    path("kinds/<slug:code>/look/", wording.look, name="look"),
    path("terms/", wording.terms, name="terms"),
]
