from django.apps import AppConfig


class MappingConfig(AppConfig):
    name = "ospolis.mapping"
    label = "mapping"

    def ready(self) -> None:
        """Let the health of an installation tell of the second scanner."""
        from ospolis.mapping.deep.probes import register_second_scanner  # noqa: PLC0415  # needs the installed apps

        register_second_scanner()
