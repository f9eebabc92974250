"""Addresses below /staff/reports/."""

from django.urls import path

from lienthu.reports.views import reports, statistics, templates, writing

app_name = "reports"
urlpatterns = [
    path("", reports.report_list, name="list"),
    path("new/", reports.report_new, name="new"),
    path("<int:number>/", reports.report_page, name="report"),
    path("<int:number>/act/", reports.report_act, name="act"),
    path("<int:number>/sign/", reports.report_sign, name="sign"),
    path("<int:number>/report.docx", reports.report_docx, name="docx"),
    path("<int:number>/report.pdf", reports.report_pdf, name="pdf"),
    path("<int:number>/write/", writing.write, name="write"),
    path("<int:number>/write/act/", writing.act, name="write_act"),
    path("<int:number>/sections/<int:section>/", writing.save_section, name="section"),
    path("templates/", templates.template_list, name="templates"),
    path("templates/<int:number>/", templates.template_page, name="template"),
    path("forms/", statistics.form_list, name="forms"),
]
