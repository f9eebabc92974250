"""Addresses of the stock pages, below /staff/stock/."""

from django.urls import path, re_path

from lienthu.stock.views import acquisitions

app_name = "stock"
urlpatterns = [
    path("orders/", acquisitions.acquisition_list, {"which": "orders"}, name="orders"),
    path("gifts/", acquisitions.acquisition_list, {"which": "gifts"}, name="gifts"),
    re_path(r"^(?P<which>orders|gifts)/add/$", acquisitions.begin, name="begin"),
    path("acquisitions/<int:number>/", acquisitions.acquisition, name="acquisition"),
    path("acquisitions/<int:number>/receive/", acquisitions.receive, name="receive"),
    path("acquisitions/<int:number>/letter/", acquisitions.letter, name="letter"),
    path("acquisitions/<int:number>/<slug:verb>/", acquisitions.act, name="act"),
    path("lines/<int:number>/remove/", acquisitions.remove_line, name="remove_line"),
    path("budgets/", acquisitions.budgets, name="budgets"),
]
