from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ospolis.people"
    label = "people"

    def ready(self) -> None:
        """Let jobs and the journal ask who stands behind an account; list sessions as they begin and end."""
        from django.contrib.auth.signals import user_logged_in, user_logged_out  # noqa: PLC0415  # needs the installed apps

        from ospolis.core.jobs import set_viewer_loader  # noqa: PLC0415  # needs the installed apps
        from ospolis.core.journal.wording import set_actor_names  # noqa: PLC0415  # as above
        from ospolis.people.probes import register_people_probes  # noqa: PLC0415  # as above
        from ospolis.people.selectors import viewer_of_account_id  # noqa: PLC0415  # as above
        from ospolis.people.selectors.actors import names_of_actors  # noqa: PLC0415  # as above
        from ospolis.people.signing_in.entering import drop_session, list_new_session  # noqa: PLC0415  # as above

        set_viewer_loader(viewer_of_account_id)
        set_actor_names(names_of_actors)
        register_people_probes()
        user_logged_in.connect(list_new_session, dispatch_uid="people.list_new_session")
        user_logged_out.connect(drop_session, dispatch_uid="people.drop_session")
