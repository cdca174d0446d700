from django.urls import path

from ospolis.people import views

app_name = "people"
urlpatterns = [
    path("log-in/", views.log_in, name="log-in"),
    path("log-out/", views.log_out, name="log-out"),
    path("my-data/", views.show_own_data, name="own-data"),
]
