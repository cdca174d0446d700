from django.urls import path

from ospolis.publishing import views

app_name = "publishing"
urlpatterns = [
    path("map/", views.show_map, name="map"),
    path("map/institutions.csv", views.download_institutions, name="institutions-csv"),
    path("institutions/", views.list_institutions, name="institutions"),
    path("institutions/<slug:key>/", views.show_institution, name="institution"),
    path("systems/<slug:key>/", views.show_system, name="system"),
    path("systems/<slug:key>/components.csv", views.download_components, name="system-components"),
]
