"""Who is looking, and what they may do: the viewer, the roles, and the policy that every route declares."""

from ospolis.core.access.policy import Permission, PolicyMiddleware, permission, permission_of, requires
from ospolis.core.access.viewer import ANYBODY, Grant, OfficeRequest, Role, Viewer, system_viewer

__all__ = [
    "ANYBODY",
    "Grant",
    "OfficeRequest",
    "Permission",
    "PolicyMiddleware",
    "Role",
    "Viewer",
    "permission",
    "permission_of",
    "requires",
    "system_viewer",
]
