from django.apps import AppConfig


class OfficesConfig(AppConfig):
    name = "ospolis.offices"
    label = "offices"
