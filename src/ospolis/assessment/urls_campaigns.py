"""Addresses of campaigns: for the office that asks, and for whoever is asked."""

from django.urls import path

from ospolis.assessment.views import answering, campaigns, mine, respondents

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
    path("mine/", mine.list_mine, name="mine"),
    path("answer/<int:assignment_id>/", answering.start_by_log_in, name="answer"),
    path("answer/<int:assignment_id>/check/", answering.check_by_log_in, name="answer-check"),
    path("answer/<int:assignment_id>/decline/", answering.decline_by_log_in, name="answer-decline"),
    path("answer/<int:assignment_id>/question/<str:code>/", answering.question_by_log_in, name="answer-question"),
    path("answer/<int:assignment_id>/section/<str:code>/", answering.section_by_log_in, name="answer-section"),
    path("answer/<int:assignment_id>/file/<int:attachment_id>/", answering.detach_by_log_in, name="answer-detach"),
    path("by-link/<str:token>/", answering.start_by_link, name="by-link"),
    path("by-link/<str:token>/check/", answering.check_by_link, name="by-link-check"),
    path("by-link/<str:token>/decline/", answering.decline_by_link, name="by-link-decline"),
    path("by-link/<str:token>/question/<str:code>/", answering.question_by_link, name="by-link-question"),
    path("by-link/<str:token>/section/<str:code>/", answering.section_by_link, name="by-link-section"),
    path("by-link/<str:token>/file/<int:attachment_id>/", answering.detach_by_link, name="by-link-detach"),
]
