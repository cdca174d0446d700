from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from ospolis.core import views
from ospolis.core.files.views import download_file
from ospolis.core.mail.views import show_stop

app_name = "core"
urlpatterns = [
    path("", include("ospolis.core.urls_components")),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("files/<str:key>/", download_file, name="file"),
    # A mail program posts here without a session; the token in the address is what guards it.
    path("mail/stop/<str:token>/", csrf_exempt(show_stop), name="stop-letters"),
]
