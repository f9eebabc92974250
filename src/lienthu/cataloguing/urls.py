"""Addresses of the cataloguing pages, below /staff/cataloguing/."""

from django.urls import URLPattern, path

from lienthu.cataloguing.views import comparing, copies, numbering, printing, record_editor, records

app_name = "cataloguing"
urlpatterns: list[URLPattern] = [
    path("records/", records.home, name="home"),
    path("records/new/", records.new, name="new"),
    path("records/schema.json", record_editor.schema, name="schema"),
    path("records/<int:number>/", records.record_page, name="record"),
    path("records/<int:number>/edit/", records.edit, name="edit"),
    path("records/<int:number>/withdraw/", records.withdraw, name="withdraw"),
    path("records/<int:number>/template/", records.make_template, name="make_template"),
    path("records/<int:number>/versions/<int:version>/", comparing.version_page, name="version"),
    path("records/<int:number>/versions/<int:version>/restore/", comparing.restore, name="restore"),
    path("records/templates/<int:number>/drop/", records.drop_template, name="drop_template"),
    path("records/drafts/<int:number>/", record_editor.editor, name="draft"),
    path("records/drafts/<int:number>/check/", record_editor.check, name="check"),
    path("records/drafts/<int:number>/conflict/", comparing.conflict, name="conflict"),
    path("records/drafts/<int:number>/discard/", record_editor.discard, name="discard"),
    path("copies/", copies.copy_list, name="copies"),
    path("copies/<int:number>/", copies.copy_page, name="copy"),
    path("copies/<int:number>/change/", copies.copy_change, name="copy_change"),
    path("copies/<int:number>/label/", printing.label_again, name="label_again"),
    path("records/<int:number>/copies/", copies.record_copies, name="record_copies"),
    path("series/", numbering.series_list, name="series"),
    path("series/<int:number>/", numbering.series_page, name="series_page"),
    path("series/<int:number>/close/", numbering.series_close, name="series_close"),
    path("call-numbers/", numbering.shelving, name="shelving"),
    path("labels/", printing.label_queue, name="labels"),
    path("labels/calibration/", printing.calibration, name="calibration"),
    path("labels/sheets/add/", printing.sheet_add, name="sheet_add"),
    path("register/", printing.registers, name="register"),
]
