from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WebConfig(AppConfig):
    name = "ospolis.web"
    label = "web"

    def ready(self) -> None:
        """Load the events of every app, so that the journal has words for each verb, whatever this process runs."""
        autodiscover_modules("events")
