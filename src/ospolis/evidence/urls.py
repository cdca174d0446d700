from django.urls import path

from ospolis.evidence import views

app_name = "evidence"
urlpatterns = [
    path("f<int:fact_id>/", views.show_fact, name="fact"),
    path("<str:key>/facts.csv", views.download_facts, name="figure-facts"),
    path("<str:key>/", views.show_figure, name="figure"),
]
