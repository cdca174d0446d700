from ospolis.assessment.urls_campaigns import campaign_pages
from ospolis.assessment.urls_interchange import interchange_pages
from ospolis.assessment.urls_results import result_pages

app_name = "assessment"
urlpatterns = [*campaign_pages, *interchange_pages, *result_pages]
