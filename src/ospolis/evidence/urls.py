from django.urls import path, re_path

from ospolis.evidence import views

# Keys of figures are made of codes and keys; anything else is no figure and never reaches the database.
_KEY = r"(?P<key>[a-z0-9.-]{1,200})"

app_name = "evidence"
urlpatterns = [
    path("f<int:fact_id>/", views.show_fact, name="fact"),
    re_path(rf"^{_KEY}/facts\.csv$", views.download_facts, name="figure-facts"),
    re_path(rf"^{_KEY}/$", views.show_figure, name="figure"),
]
