"""Work that is done later: asked for with the change, run after it, tried again, set aside with its reason."""

from ospolis.core.jobs.registry import Job, job, set_viewer_loader
from ospolis.core.jobs.services import NotToBeRun, enqueue_job, rerun_job

__all__ = ["Job", "NotToBeRun", "enqueue_job", "job", "rerun_job", "set_viewer_loader"]
