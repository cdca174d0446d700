from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "ospolis.core"
    label = "core"

    def ready(self) -> None:
        """Register the start-up checks, the daily broom, the jobs of mail and files and the health probes."""
        from ospolis.core import checks, edge_probes, housekeeping, probes, settings_probes  # noqa: PLC0415, F401  # needs the installed apps
        from ospolis.core.files import jobs as file_jobs  # noqa: PLC0415, F401  # as above
        from ospolis.core.mail import jobs  # noqa: PLC0415, F401  # as above

        probes.register_core_probes()
        settings_probes.register_settings_probes()
        edge_probes.register_edge_probes()
