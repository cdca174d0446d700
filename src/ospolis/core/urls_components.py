"""The component page and the icon that browsers ask for by habit."""

from django.urls import path

from ospolis.core import components_page

urlpatterns = [
    path("components/", components_page.show_components, name="components"),
    path("favicon.ico", components_page.favicon),
]
