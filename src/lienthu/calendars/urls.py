"""Addresses of the calendars, below /staff/calendars/."""

from django.urls import path

from lienthu.calendars.views import hours, pages, special_days

app_name = "calendars"
urlpatterns = [
    path("", pages.month, name="month"),
    path("year/", pages.year, name="year"),
    path("hours/", hours.hours, name="hours"),
    path("hours/add/", hours.add, name="add_hours"),
    path("hours/<int:number>/", hours.change, name="change_hours"),
    path("hours/<int:number>/remove/", hours.remove, name="remove_hours"),
    path("special-days/", special_days.special_days, name="special_days"),
    path("special-days/add/", special_days.add, name="add_special_day"),
    path("special-days/<int:number>/", special_days.change, name="change_special_day"),
    path("special-days/<int:number>/remove/", special_days.remove, name="remove_special_day"),
]
