"""Addresses below /staff/registry/."""

from django.urls import path

from lienthu.registry.views import documents, laws

app_name = "registry"
urlpatterns = [
    path("", documents.document_list, name="list"),
    path("register.xlsx", documents.register_xlsx, name="xlsx"),
    path("register.pdf", documents.register_pdf, name="pdf"),
    path("laws/", laws.law_list, name="laws"),
    path("laws/add/", laws.law_add, name="law_add"),
    path("laws/<int:number>/", laws.law_page, name="law"),
    path("laws/<int:number>/act/", laws.law_act, name="law_act"),
    path("of/<slug:holder>/issuer/", documents.issuer, name="issuer"),
    path("of/<slug:holder>/add/<slug:direction>/", documents.document_add, name="add"),
    path("<int:number>/", documents.document_page, name="document"),
    path("<int:number>/act/", documents.document_act, name="act"),
    path("files/<int:number>/", documents.file_page, name="file"),
]
