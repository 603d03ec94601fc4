"""The activity log and its review."""

from .activity import Activity, Reach
from .attachment import Attachment
from .export import Export
from .lists import ActivityKind, AudienceGroup
from .notification import Notification
from .review import ReviewStep
from .unsaved import UnsavedEntry

__all__ = [
    "Activity",
    "ActivityKind",
    "Attachment",
    "AudienceGroup",
    "Export",
    "Notification",
    "Reach",
    "ReviewStep",
    "UnsavedEntry",
]
