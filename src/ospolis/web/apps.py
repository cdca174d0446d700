from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "ospolis.web"
    label = "web"
