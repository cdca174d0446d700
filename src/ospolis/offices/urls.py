from django.urls import path

from ospolis.offices import views

app_name = "offices"
urlpatterns = [
    path("settings/", views.change_settings, name="settings"),
]
