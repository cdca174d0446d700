from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "ospolis.institutions"
    label = "institutions"
