"""Addresses of the stock pages, below /staff/stock/."""

from django.urls import path, re_path

from lienthu.stock.views import acquisitions, counting, stocktakings, weeding

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
    path("stocktakings/", stocktakings.stocktaking_list, name="stocktakings"),
    path("stocktakings/open/", stocktakings.stocktaking_open, name="open"),
    path("stocktakings/<int:number>/", stocktakings.stocktaking, name="stocktaking"),
    path("stocktakings/<int:number>/scan/", counting.scan, name="scan"),
    path("stocktakings/<int:number>/codes/", counting.codes, name="codes"),
    path("stocktakings/<int:number>/findings/", counting.finding_list, name="findings"),
    path("stocktakings/<int:number>/findings/lost/", counting.all_lost, name="all_lost"),
    path("stocktakings/<int:number>/findings/<int:finding>/", counting.settle, name="settle"),
    path("stocktakings/<int:number>/close/", stocktakings.stocktaking_close, name="close"),
    path("stocktakings/<int:number>/reopen/", stocktakings.stocktaking_reopen, name="reopen"),
    path("stocktakings/<int:number>/minutes.docx", stocktakings.stocktaking_minutes, name="minutes"),
    path("stocktakings/<int:number>/lists.xlsx", stocktakings.stocktaking_lists, name="lists"),
    path("stocktakings/<int:number>/work/", stocktakings.stocktaking_work, name="work"),
    path("stocktakings/<int:number>/work/<int:job>.xlsx", stocktakings.stocktaking_written, name="written"),
    path("weeding/", weeding.weeding_lists, name="weeding_lists"),
    path("weeding/new/", weeding.weeding_new, name="weeding_new"),
    path("weeding/<int:number>/", weeding.weeding_page, name="weeding"),
    path("weeding/<int:number>/change/", weeding.weeding_change, name="weeding_change"),
    path("weeding/<int:number>/items/<int:item>/", weeding.weeding_item, name="weeding_item"),
    path("weeding/<int:number>/decide/", weeding.weeding_decide, name="weeding_decide"),
    path("weeding/<int:number>/proposal.docx", weeding.weeding_proposal, name="weeding_proposal"),
    path("weeding/<int:number>/list.xlsx", weeding.weeding_table, name="weeding_table"),
]
