from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "ospolis.mapping"
    label = "mapping"
