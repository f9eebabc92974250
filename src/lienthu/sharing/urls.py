"""Addresses of gifts and exchanges, below /staff/sharing/."""

from django.urls import path

from lienthu.sharing.views import gifts, local_studies, rounds

app_name = "sharing"
urlpatterns = [
    path("gifts/", gifts.gift_list, name="gifts"),
    path("gifts/new/", gifts.gift_new, name="gift_new"),
    path("gifts/<int:number>/", gifts.gift, name="gift"),
    path("gifts/<int:number>/list/", gifts.gift_add, name="gift_add"),
    path("gifts/<int:number>/hand-over/", gifts.gift_hand_over, name="gift_hand_over"),
    path("gifts/<int:number>/receive/", gifts.gift_receive, name="gift_receive"),
    path("gifts/<int:number>/minutes.docx", gifts.gift_minutes, name="gift_minutes"),
    path("gifts/<int:number>/list.xlsx", gifts.gift_table, name="gift_table"),
    path("gifts/<int:number>/lines/<int:line>/", gifts.gift_line, name="gift_line"),
    path("gifts/<int:number>/do/<slug:verb>/", gifts.gift_act, name="gift_act"),
    path("exchange/", rounds.round_list, name="rounds"),
    path("exchange/new/", rounds.round_new, name="round_new"),
    path("exchange/<int:number>/", rounds.round_page, name="round"),
    path("exchange/<int:number>/offer/", rounds.round_offer, name="round_offer"),
    path("exchange/<int:number>/local-studies/", local_studies.round_local, name="round_local"),
    path("exchange/<int:number>/ask/", rounds.round_ask, name="round_ask"),
    path("exchange/<int:number>/decide/", rounds.round_decide, name="round_decide"),
    path("exchange/<int:number>/confirm/", rounds.round_confirm, name="round_confirm"),
    path("exchange/<int:number>/do/<slug:verb>/", rounds.round_act, name="round_act"),
    path("exchange/<int:number>/balance.xlsx", rounds.round_balance, name="round_balance"),
]
