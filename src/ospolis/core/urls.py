from django.urls import include, path

from ospolis.core import views

app_name = "core"
urlpatterns = [
    path("", include("ospolis.core.urls_components")),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
]
