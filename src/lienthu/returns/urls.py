"""Addresses of the returns pages, below /staff/returns/."""

from django.urls import path

from lienthu.returns.views import approval, calls, filling

app_name = "returns"
urlpatterns = [
    path("", calls.home, name="home"),
    path("calls/new/", calls.new, name="new"),
    path("calls/<int:number>/", calls.call, name="call"),
    path("calls/<int:number>/act/", calls.act, name="act"),
    path("calls/<int:number>/table/", approval.table, name="table"),
    path("forms/", calls.form_list, name="forms"),
    path("forms/new/", calls.form_page, name="form_new"),
    path("forms/<int:number>/", calls.form_page, name="form"),
    path("<int:number>/", filling.fill, name="fill"),
    path("<int:number>/save/", filling.save, name="save"),
    path("<int:number>/submit/", filling.submit, name="submit"),
    path("<int:number>/refresh/", filling.refresh, name="refresh"),
    path("<int:number>/workbook/", filling.workbook, name="workbook"),
    path("<int:number>/papers/", filling.keep_paper, name="keep_paper"),
    path("<int:number>/papers/<int:paper>/", filling.paper, name="paper"),
    path("<int:number>/link/", filling.link, name="link"),
    path("<int:number>/review/", approval.review, name="review"),
]
