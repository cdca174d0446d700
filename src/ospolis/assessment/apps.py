from __future__ import annotations

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    name = "ospolis.assessment"
    label = "assessment"

    def ready(self) -> None:
        """Let those read files of answers and documents who may read these."""
        from ospolis.assessment.file_readers import register_readers  # noqa: PLC0415  # needs the installed apps

        register_readers()
