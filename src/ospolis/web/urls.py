"""All addresses of the site; each app names its own."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("ospolis.web.pages")),
    path("", include("ospolis.core.urls")),
    path("", include("ospolis.people.urls")),
    path("", include("ospolis.mapping.urls")),
    path("", include("ospolis.publishing.urls")),
    path("why/", include("ospolis.evidence.urls")),
]
