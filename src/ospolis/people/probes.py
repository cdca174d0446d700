"""What people look at for the health of an installation: retention, second factors, roles, log-in providers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from ospolis.core.access import system_viewer
from ospolis.core.doctor import HealthLine, Light, register_probe
from ospolis.core.jobs.selectors import last_end_of
from ospolis.people.selectors.standing import count_without_factor, offices_without_lead, roles_without_end
from ospolis.people.signing_in.oidc.discovery import ProviderDown, doors_of
from ospolis.people.signing_in.providers import listed_providers

_DOCTOR = system_viewer("doctor")
_JOB = "people.keep_to_rules"
_LATE = timedelta(days=3)


def register_people_probes() -> None:
    """Add the probes of people."""
    register_probe("retention", look_at_retention, in_tables=True)
    register_probe("second factors", look_at_factors, in_tables=True)
    register_probe("roles", look_at_roles, in_tables=True)
    register_probe("log-in providers answer", look_at_doors, is_far=True)


def look_at_retention() -> Iterator[HealthLine]:
    """When data of people was last looked through for what must go."""
    last = last_end_of(_JOB)
    if last is None:
        remedy = "Start a worker: ospolis work"
        yield HealthLine("retention", Light.YELLOW, "not run in the last 14 days", remedy)
        return
    days = (timezone.now() - last).days
    if timezone.now() - last > _LATE:
        remedy = "Data of people is kept longer than was said. Start a worker: ospolis work"
        yield HealthLine("retention", Light.RED, f"last run {days} days ago", remedy)
    else:
        yield HealthLine("retention", Light.GREEN, "run in the last 3 days")


def look_at_factors() -> Iterator[HealthLine]:
    """How many accounts hold a role that needs a second factor and have none: their role does not hold until then."""
    if count := count_without_factor(_DOCTOR, on=timezone.localdate()):
        remedy = "Ask them to set one up: Your account, Second factor. Until then their roles open nothing."
        yield HealthLine("second factors", Light.YELLOW, f"{count} accounts need one and have none", remedy)
    else:
        yield HealthLine("second factors", Light.GREEN, "nobody lacks one")


def look_at_roles() -> Iterator[HealthLine]:
    """Offices that nobody leads, and roles that nobody will look at again because they have no last day."""
    today = timezone.localdate()
    for key in offices_without_lead(_DOCTOR, on=today):
        remedy = f"Give somebody the role: ospolis user grant ADDRESS --role lead --office {key}"
        yield HealthLine("leads", Light.YELLOW, f"nobody leads {key}", remedy)
    for key, count in roles_without_end(_DOCTOR, on=today).items():
        value = f"{count} without a last day in {key or 'no office'}"
        remedy = "Let each end on a day, on the page of the people of the office."
        yield HealthLine("roles", Light.YELLOW, value, remedy)


def look_at_doors() -> Iterator[HealthLine]:
    """Whether each log-in provider answers and says where its doors are."""
    for provider in listed_providers():
        name = f"provider {provider.key} answers"
        try:
            doors_of(provider)
        except ProviderDown as problem:
            remedy = "Look whether it runs, and whether its address in the file of OSPOLIS_OIDC is right."
            yield HealthLine(name, Light.RED, str(problem), remedy)
        else:
            yield HealthLine(name, Light.GREEN, "yes")
