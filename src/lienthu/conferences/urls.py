"""Addresses of the conferences' staff pages, below /staff/conferences/."""

from django.urls import path

from lienthu.conferences.views import door, matters, minutes, papers, people, planning

app_name = "conferences"
urlpatterns = [
    path("", planning.home, name="home"),
    path("new/", planning.new, name="new"),
    path("kinds/", planning.kinds, name="kinds"),
    path("<int:number>/", planning.page, name="page"),
    path("<int:number>/change/", planning.change, name="change"),
    path("<int:number>/words/", planning.words, name="words"),
    path("<int:number>/act/", planning.act, name="act"),
    path("<int:number>/print/<slug:what>.<slug:suffix>", planning.paper, name="print"),
    path("<int:number>/programme/", planning.programme_page, name="programme"),
    path("<int:number>/programme/<int:item>/", planning.item, name="item"),
    path("<int:number>/costs/", planning.costs, name="costs"),
    path("<int:number>/people/", people.people_page, name="people"),
    path("<int:number>/people/quotas/", people.quotas, name="quotas"),
    path("<int:number>/people/new/", people.register, name="register"),
    path("<int:number>/people/list.xlsx", people.table, name="table"),
    path("<int:number>/people/empty.xlsx", people.empty_table, name="empty_table"),
    path("<int:number>/people/take-in/", people.take_in, name="take_in"),
    path("<int:number>/people/links/", people.link, name="link"),
    path("delegates/<int:number>/", people.delegate, name="delegate"),
    path("<int:number>/seats/", people.seats, name="seats"),
    path("<int:number>/door/", door.door, name="door"),
    path("<int:number>/door/worker.js", door.worker, name="door_worker"),
    path("<int:number>/door/taps/", door.taps, name="taps"),
    path("<int:number>/door/counts/", door.counts, name="counts"),
    path("<int:number>/papers/", papers.papers_page, name="papers"),
    path("papers/<int:number>/", papers.paper, name="paper"),
    path("papers/<int:number>/text/", papers.paper_file, name="paper_file"),
    path("<int:number>/speaking/", papers.speaking_page, name="speaking"),
    path("<int:number>/screen/", papers.screen, name="screen"),
    path("<int:number>/matters/", matters.matters_page, name="matters"),
    path("<int:number>/numbers/<slug:what>/", matters.number, name="number"),
    path("<int:number>/minutes/", minutes.minutes, name="minutes"),
    path("<int:number>/photos/", minutes.add_photo, name="add_photo"),
    path("photos/<int:number>/", minutes.photo, name="photo"),
]
