"""Addresses of the visits pages, below /staff/visits/."""

from django.urls import path

from lienthu.visits.views import computers, door, gates, report, sessions, setting_up, trolley

app_name = "visits"
urlpatterns = [
    path("", report.report, name="report"),
    path("write-in/", report.write_in, name="write_in"),
    path("counts/", report.counts, name="counts"),
    path("counts/<int:number>/correct/", report.correct, name="correct"),
    path("door/", door.door, name="door"),
    path("door/count/", door.count, name="count"),
    path("door/card/", door.card, name="card"),
    path("door/undo/<int:number>/", door.undo, name="undo"),
    path("gates/", gates.gates, name="gates"),
    path("gates/<int:number>/", gates.gate_page, name="gate"),
    path("gates/readings/<int:number>/", gates.correct_reading, name="reading"),
    path("gates/files/<int:number>/", gates.run_page, name="gate_file"),
    path("gates/files/<int:number>/discard/", gates.discard, name="discard_gate_file"),
    path("trolley/", trolley.trolley, name="trolley"),
    path("computers/", computers.computers, name="computers"),
    path("computers/tickets/", sessions.give_ticket, name="give_ticket"),
    path("computers/tickets/<int:number>/cancel/", sessions.cancel_ticket, name="cancel_ticket"),
    path("computers/sessions/<int:number>/<slug:verb>/", sessions.change, name="session"),
    path("computers/<int:number>/", computers.computer_page, name="computer"),
    path("computers/<int:number>/start/", sessions.start, name="start"),
    path("computers/<int:number>/reserve/", sessions.reserve, name="reserve"),
    path("computers/<int:number>/set-up/", setting_up.change_computer, name="change_computer"),
    path("computers/add/", setting_up.add_computer, name="add_computer"),
    path("terms/", setting_up.terms, name="terms"),
    path("terms/allotments/", setting_up.allot, name="allot"),
    path("terms/allotments/<int:number>/drop/", setting_up.drop_allotment, name="drop_allotment"),
]
