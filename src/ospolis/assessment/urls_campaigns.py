"""Addresses of campaigns: for the office that asks, and for whoever is asked."""

from django.urls import path

from ospolis.assessment.views import answering, campaigns, documents, institution, mine, respondents, reviewing

campaign_pages = [
    path("campaigns/", campaigns.list_campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.prepare, name="new-campaign"),
    path("campaigns/<int:campaign_id>/", campaigns.show_campaign, name="campaign"),
    path("campaigns/<int:campaign_id>/change/", campaigns.change, name="change-campaign"),
    path("campaigns/<int:campaign_id>/open/", campaigns.open_campaign, name="open-campaign"),
    path("campaigns/<int:campaign_id>/close/", campaigns.close_campaign, name="close-campaign"),
    path("campaigns/<int:campaign_id>/add/", campaigns.add_institution, name="add-institution"),
    path("campaigns/<int:campaign_id>/institutions/<slug:key>/", respondents.show_respondents, name="respondents"),
    path(
        "campaigns/<int:campaign_id>/institutions/<slug:key>/leave-out/",
        campaigns.leave_institution_out,
        name="leave-out",
    ),
    path("campaigns/asked/<int:assignment_id>/write/", respondents.write_again, name="write-again"),
    path("campaigns/asked/<int:assignment_id>/release/", respondents.release, name="release-respondent"),
    path("review/documents/", documents.list_documents, name="documents"),
    path("review/documents/<int:document_id>/", documents.grade, name="grade-document"),
    path("review/<int:campaign_id>/<slug:key>/", reviewing.show_review, name="review"),
    path("review/<int:campaign_id>/<slug:key>/<str:code>/", reviewing.review_section, name="review-section"),
    path(
        "review/<int:campaign_id>/<slug:key>/files/<int:attachment_id>/",
        reviewing.take_file,
        name="take-file",
    ),
    path("workshop/<int:campaign_id>/<slug:key>/", reviewing.show_workshop, name="workshop"),
    path("workshop/<int:campaign_id>/<slug:key>/<str:code>/", reviewing.hold_workshop, name="workshop-section"),
    path("mine/", mine.list_mine, name="mine"),
    path("mine/<slug:key>/", institution.show_institution, name="own-institution"),
    path("mine/<slug:key>/answers/<int:campaign_id>/", institution.show_answers, name="institution-answers"),
    path("mine/<slug:key>/documents/", institution.hand_in, name="hand-in-document"),
    path(
        "mine/<slug:key>/documents/<int:document_id>/withdraw/",
        institution.withdraw_document,
        name="withdraw-document",
    ),
    path("answer/<int:assignment_id>/", answering.start_by_log_in, name="answer"),
    path("answer/<int:assignment_id>/check/", answering.check_by_log_in, name="answer-check"),
    path("answer/<int:assignment_id>/decline/", answering.decline_by_log_in, name="answer-decline"),
    path("answer/<int:assignment_id>/question/<str:code>/", answering.question_by_log_in, name="answer-question"),
    path("answer/<int:assignment_id>/section/<str:code>/", answering.section_by_log_in, name="answer-section"),
    path("answer/<int:assignment_id>/file/<int:attachment_id>/", answering.detach_by_log_in, name="answer-detach"),
    path("answer/kept/<str:ticket>/<str:code>/", answering.keep_typed, name="answer-kept"),
    path("by-link/<str:token>/", answering.start_by_link, name="by-link"),
    path("by-link/<str:token>/check/", answering.check_by_link, name="by-link-check"),
    path("by-link/<str:token>/decline/", answering.decline_by_link, name="by-link-decline"),
    path("by-link/<str:token>/question/<str:code>/", answering.question_by_link, name="by-link-question"),
    path("by-link/<str:token>/section/<str:code>/", answering.section_by_link, name="by-link-section"),
    path("by-link/<str:token>/file/<int:attachment_id>/", answering.detach_by_link, name="by-link-detach"),
]
