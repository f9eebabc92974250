"""Addresses of custodians, who have no account: the signed token in the address says whose site it is."""

from django.urls import path

from lienthu.rotation.views import at_site

app_name = "at_site"
urlpatterns = [
    path("<str:token>/", at_site.page, name="page"),
    path("<str:token>/sets/<int:number>/", at_site.receive, name="receive"),
    path("<str:token>/books/<int:number>/", at_site.books, name="books"),
    path("<str:token>/uses/", at_site.use, name="use"),
    path("<str:token>/totals/", at_site.totals, name="totals"),
    path("<str:token>/totals/take-back/", at_site.take_back, name="take_back"),
    path("<str:token>/wishes/", at_site.wish, name="wish"),
]
