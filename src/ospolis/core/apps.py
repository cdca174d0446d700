from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "ospolis.core"
    label = "core"

    def ready(self) -> None:
        """Register the start-up checks and the health probes."""
        # Inline because both need the models, which are loaded only now.
        from ospolis.core import checks, probes  # noqa: PLC0415, F401

        probes.register_core_probes()
