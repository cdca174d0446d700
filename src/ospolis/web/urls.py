"""All addresses of the site; each app names its own."""

from __future__ import annotations

from django.urls import include, path

from ospolis.web import journal_views, notices, views

pages = [
    path("", views.show_home, name="home"),
    path("desk/", views.show_desk, name="desk"),
    path("my-institution/", views.show_own_institution, name="my-institution"),
    path("journal/", journal_views.show_journal, name="journal"),
    path("journal/check/", journal_views.show_check, name="journal-check"),
    path("journal/export.<slug:kind>", journal_views.export_journal, name="journal-export"),
    path("journal/entry/<slug:realm>/<int:sequence>/", journal_views.show_entry, name="journal-entry"),
    path("journal/institution/<slug:key>/", journal_views.show_institution_journal, name="journal-institution"),
    path("journal/<slug:kind>/<str:key>/", journal_views.show_record_journal, name="journal-record"),
    path("search/", views.search, name="search"),
    path("about/", views.show_about, name="about"),
    path("privacy/", views.show_privacy, name="privacy"),
    path(".well-known/security.txt", notices.security_text, name="security-text"),
    path("robots.txt", notices.robots_text),
    path("language/", views.set_language, name="set-language"),
]

urlpatterns = [
    path("", include((pages, "web"))),
    path("", include("ospolis.core.urls")),
    path("", include("ospolis.offices.urls")),
    path("", include("ospolis.people.urls")),
    path("", include("ospolis.mapping.urls")),
    path("assessment/", include("ospolis.assessment.urls")),
    path("", include("ospolis.publishing.urls")),
    path("why/", include("ospolis.evidence.urls")),
]
