from django.urls import path

from ospolis.people.views import accounts

app_name = "people"
urlpatterns = [
    path("log-in/", accounts.log_in, name="log-in"),
    path("log-out/", accounts.log_out, name="log-out"),
    path("my-data/", accounts.show_own_data, name="own-data"),
]
