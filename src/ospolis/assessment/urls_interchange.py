"""Addresses of the ways without a connection: files that go out, files that come back."""

from django.urls import path

from ospolis.assessment.views import carrying, handing_in, report

interchange_pages = [
    path("campaigns/<int:campaign_id>/form.xlsx", carrying.download_field_form, name="field-form"),
    path("campaigns/<int:campaign_id>/paper/<slug:key>.pdf", carrying.download_paper, name="paper"),
    path("campaigns/asked/<int:assignment_id>/answers.xlsx", carrying.download_spreadsheet, name="spreadsheet"),
    path("campaigns/<int:campaign_id>/hand-in/", carrying.hand_in, name="field-hand-in"),
    path("campaigns/<int:campaign_id>/hand-in/<str:key>/", carrying.show_field_file, name="field-file"),
    path("institutions/<slug:key>/report.pdf", report.download_report, name="report"),
    path("answer/<int:assignment_id>/answers.xlsx", handing_in.spreadsheet_by_log_in, name="answer-spreadsheet"),
    path("answer/<int:assignment_id>/questions.pdf", handing_in.paper_by_log_in, name="answer-paper"),
    path("answer/<int:assignment_id>/hand-in/", handing_in.hand_in_by_log_in, name="answer-hand-in"),
    path("answer/<int:assignment_id>/hand-in/<str:key>/", handing_in.handed_in_by_log_in, name="answer-handed-in"),
    path("by-link/<str:token>/answers.xlsx", handing_in.spreadsheet_by_link, name="by-link-spreadsheet"),
    path("by-link/<str:token>/questions.pdf", handing_in.paper_by_link, name="by-link-paper"),
    path("by-link/<str:token>/hand-in/", handing_in.hand_in_by_link, name="by-link-hand-in"),
    path("by-link/<str:token>/hand-in/<str:key>/", handing_in.handed_in_by_link, name="by-link-handed-in"),
]
