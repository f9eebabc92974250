"""Addresses of the circulation pages, below /staff/circulation/."""

from django.urls import path

from lienthu.circulation.views import desk, lists, policies

app_name = "circulation"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/slip/<int:number>/", lists.slip, name="slip"),
    path("loans/overdue/", lists.overdue, name="overdue"),
    path("loans/due/", lists.due, name="due"),
    path("loans/today/", lists.today, name="today"),
    path("loans/<int:number>/", lists.loan_page, name="loan"),
    path("transfers/", lists.transfers, name="transfers"),
    path("policies/", policies.policy_matrix, name="policies"),
    path("policies/cell/", policies.cell, name="policy"),
]
