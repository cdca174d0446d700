"""The only module that knows which Django it runs on: tasks and content security policy.

From Django 6 both are in Django itself; until then two packages bring them under nearly the same names.
"""

from __future__ import annotations

import importlib.util
from datetime import datetime
from typing import TYPE_CHECKING, Any

if not TYPE_CHECKING and importlib.util.find_spec("django.tasks"):  # Django >= 6
    from django.tasks import TaskResultStatus, default_task_backend, task

    TASK_APPS: tuple[str, ...] = ("django_tasks_db",)
else:
    from django_tasks import TaskResultStatus, default_task_backend, task

    TASK_APPS = ("django_tasks", "django_tasks_db")

__all__ = [
    "TASK_APPS",
    "TaskResultStatus",
    "TaskWorker",
    "csp_settings",
    "default_task_backend",
    "forget_task_results",
    "task",
]

_CSP_BUILT_IN = importlib.util.find_spec("django.utils.csp") is not None
CSP_MIDDLEWARE = (
    "django.middleware.csp.ContentSecurityPolicyMiddleware" if _CSP_BUILT_IN else "csp.middleware.CSPMiddleware"
)


def csp_settings(directives: dict[str, list[str]]) -> dict[str, Any]:
    """Turn one policy into the setting that this Django understands."""
    if _CSP_BUILT_IN:
        return {"SECURE_CSP": directives}
    return {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": directives}}


class TaskWorker:
    """The database worker of the Tasks API, in portions: it works off what waits and returns."""

    def __init__(self, *, queues: tuple[str, ...], worker_id: str) -> None:
        self.queues = queues
        self.worker_id = worker_id
        self._inner: Any = None

    def work_off(self, *, at_most: int) -> int:
        """Run tasks that are due, one after the other; return how many."""
        from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415  # needs the installed apps

        self._inner = Worker(
            queue_names=list(self.queues),
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=at_most,
            worker_id=self.worker_id,
            excluded_queue_names=[],
        )
        self._inner.run()
        return int(self._inner._run_tasks)

    def stop(self) -> None:
        """Ask for an end after the task that runs now."""
        if self._inner is not None:
            self._inner.running = False


def forget_task_results(*, before: datetime) -> int:
    """Remove the results of tasks that ended before a moment; what became of a job is known by its own row."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415  # needs the installed apps

    removed, _ = DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()
    return removed
