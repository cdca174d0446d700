from django.urls import path

from ospolis.mapping import views

app_name = "mapping"
urlpatterns = [
    path("changes/", views.show_changes, name="changes"),
    path("changes/feed.atom", views.show_changes_feed, name="changes-feed"),
    path("collection/", views.show_collection, name="collection"),
    path("collection/now/", views.show_progress, name="progress"),
    path("collection/<slug:key>/", views.show_source, name="source"),
    path("repositories/", views.list_repositories, name="repositories"),
    path("repositories/<slug:key>/", views.show_repository, name="repository"),
    path("repositories/<slug:key>/components.csv", views.download_components, name="repository-components"),
]
