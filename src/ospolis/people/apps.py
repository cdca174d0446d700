from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ospolis.people"
    label = "people"

    def ready(self) -> None:
        """Let jobs ask who stands behind the account that asked for them."""
        from ospolis.core.jobs import set_viewer_loader  # noqa: PLC0415  # needs the installed apps
        from ospolis.people.selectors import viewer_of_account_id  # noqa: PLC0415  # as above

        set_viewer_loader(viewer_of_account_id)
