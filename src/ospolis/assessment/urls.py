from ospolis.assessment.urls_campaigns import campaign_pages

app_name = "assessment"
urlpatterns = [*campaign_pages]
