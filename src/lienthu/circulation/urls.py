"""Addresses of the circulation pages, below /staff/circulation/."""

from django.urls import path

from lienthu.circulation.views import desk, due_shifts, holds, lists, policies, way_costs

app_name = "circulation"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/slip/<int:number>/", lists.slip, name="slip"),
    path("loans/overdue/", lists.overdue, name="overdue"),
    path("loans/due/", lists.due, name="due"),
    path("loans/today/", lists.today, name="today"),
    path("loans/<int:number>/", lists.loan_page, name="loan"),
    path("transfers/", lists.transfers, name="transfers"),
    path("holds/fetch/", holds.pull, name="hold_pull"),
    path("holds/shelf/", holds.shelf, name="hold_shelf"),
    path("holds/", holds.waiting, name="hold_waiting"),
    path("holds/title/<int:number>/", holds.title_queue, name="hold_queue"),
    path("holds/<int:number>/", holds.hold_page, name="hold"),
    path("holds/<int:number>/<slug:verb>/", holds.change, name="hold_change"),
    path("ways/", way_costs.ways, name="ways"),
    path("ways/from/<int:number>/", way_costs.ways_from, name="ways_from"),
    path("ways/file/", way_costs.ways_file, name="ways_file"),
    path("shifts/", due_shifts.shifts, name="shifts"),
    path("shifts/add/", due_shifts.add, name="add_shift"),
    path("shifts/<int:number>/", due_shifts.shift_page, name="shift"),
    path("shifts/<int:number>/undo/", due_shifts.undo, name="undo_shift"),
    path("shifts/<int:number>/go-on/", due_shifts.go_on, name="go_on_with_shift"),
    path("policies/", policies.policy_matrix, name="policies"),
    path("policies/cell/", policies.cell, name="policy"),
]
