"""Addresses of awards, below /staff/awards/."""

from django.urls import path

from lienthu.awards.views import seasons

app_name = "awards"
urlpatterns = [
    path("", seasons.home, name="home"),
    path("seasons/new/", seasons.add_season, name="add_season"),
    path("seasons/<int:number>/", seasons.season, name="season"),
    path("seasons/<int:number>/change/", seasons.change_season, name="change_season"),
    path("seasons/<int:number>/to/<slug:to>/", seasons.move, name="move"),
    path("seasons/<int:number>/sheet/", seasons.own_sheet, name="own_sheet"),
    path("seasons/<int:number>/decisions/new/", seasons.add_decision, name="add_decision"),
    path("sheets/<int:number>/", seasons.sheet, name="sheet"),
    path("sheets/<int:number>/council/", seasons.judge, name="judge"),
    path("sheets/<int:number>/back/", seasons.send_back, name="send_back"),
    path("sheets/<int:number>/proofs/", seasons.add_proof, name="add_proof"),
    path("sheets/<int:number>/proposals/", seasons.propose, name="propose"),
    path("proofs/<int:number>/", seasons.proof, name="proof"),
    path("proposals/<int:number>/vote/", seasons.vote, name="vote"),
    path("decisions/<int:number>/papers/", seasons.papers, name="papers"),
    path("decisions/<int:number>/void/", seasons.void, name="void"),
]
