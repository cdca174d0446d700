from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "ospolis.publishing"
    label = "publishing"
