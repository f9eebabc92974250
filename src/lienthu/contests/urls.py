"""Addresses of contests and sports days, below /staff/contests/."""

from django.urls import path

from lienthu.contests.views import days, sports

app_name = "contests"
urlpatterns = [
    path("", days.home, name="home"),
    path("days/new/", days.add_day, name="add_day"),
    path("days/<int:number>/", days.day, name="day"),
    path("days/<int:number>/change/", days.change_day, name="change_day"),
    path("days/<int:number>/held/", days.hold, name="hold_day"),
    path("days/<int:number>/not-held/", days.undo_hold, name="undo_hold_day"),
    path("days/<int:number>/sports/new/", days.add_sport, name="add_sport"),
    path("days/<int:number>/courts/new/", days.add_court, name="add_court"),
    path("days/<int:number>/referees/", days.appoint, name="appoint"),
    path("days/<int:number>/timetable/", sports.timetable, name="timetable"),
    path("days/<int:number>/teams/", sports.own_teams, name="own_teams"),
    path("courts/<int:number>/", days.change_court, name="change_court"),
    path("courts/<int:number>/drop/", days.drop_court, name="drop_court"),
    path("referees/<int:number>/close/", days.close_referee, name="close_referee"),
    path("sports/<int:number>/", sports.sport, name="sport"),
    path("sports/<int:number>/change/", days.change_sport, name="change_sport"),
    path("sports/<int:number>/drop/", days.drop_sport, name="drop_sport"),
    path("sports/<int:number>/seeds/", sports.seed, name="seed"),
    path("sports/<int:number>/draw/", sports.draw, name="draw"),
    path("sports/<int:number>/prizes/", sports.award, name="award"),
    path("sports/<int:number>/undo/<slug:what>/", sports.undo, name="undo"),
    path("matches/<int:number>/", sports.match, name="match"),
]
