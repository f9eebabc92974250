"""Addresses below /staff/governance/."""

from django.urls import path

from lienthu.governance.views import duties, elections, fund, overview, resolutions

app_name = "governance"
urlpatterns = [
    path("", overview.home, name="home"),
    path("asked/", duties.asked, name="asked"),
    path("parts/<int:number>/", duties.duty_page, name="duty"),
    path("parts/<int:number>/tell/", duties.tell, name="tell"),
    path("tellings/<int:number>/answer/", duties.answer, name="answer"),
    path("tellings/<int:number>/proof/", duties.proof, name="proof"),
    path("elections/<int:number>/", elections.election_page, name="election"),
    path("elections/<int:number>/act/", elections.election_act, name="election_act"),
    path("elections/<int:number>/minutes.<str:form>", elections.minutes, name="minutes"),
    path("resolutions/<int:number>/", resolutions.resolution_page, name="resolution"),
    path("resolutions/<int:number>/act/", resolutions.resolution_act, name="resolution_act"),
    path("resolutions/<int:number>/items/<int:item>/", resolutions.item_page, name="item"),
    path("resolutions/<int:number>/items/add/", resolutions.item_add, name="item_add"),
    path("resolutions/<int:number>/nghi-quyet.<str:form>", resolutions.resolution_file, name="resolution_file"),
    path("fund/<int:number>/act/", fund.entry_act, name="entry_act"),
    path("receipts/<int:number>/", fund.receipt, name="receipt"),
    path("of/<str:code>/", overview.federation_page, name="federation"),
    path("of/<str:code>/follow-up/", overview.follow_up_page, name="follow_up"),
    path("of/<str:code>/elections/add/", elections.election_add, name="election_add"),
    path("of/<str:code>/resolutions/add/", resolutions.resolution_add, name="resolution_add"),
    path("of/<str:code>/fund/", fund.fund_page, name="fund"),
    path("of/<str:code>/fund.xlsx", fund.fund_xlsx, name="fund_xlsx"),
    path("of/<str:code>/sponsors/", fund.sponsors, name="sponsors"),
]
