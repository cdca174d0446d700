from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "ospolis.evidence"
    label = "evidence"
