"""The catalogue, interventions, the activity log and its review, and outcomes."""

from .activity import Activity
from .attachment import Attachment
from .catalogue import InterventionType
from .export import Export
from .intervention import Intervention, InterventionPhase
from .lists import ActivityKind, AudienceGroup
from .measure import OutcomeMeasure
from .monthly import MonthlyActivity, MonthlyReach, Total
from .notification import Notification
from .outcome import AnticipatedOutcome, OutcomeRecord
from .reach import Reach
from .review import ReviewStep
from .theory import StepMeasure
from .unsaved import UnsavedEntry

__all__ = [
    "Activity",
    "ActivityKind",
    "AnticipatedOutcome",
    "Attachment",
    "AudienceGroup",
    "Export",
    "Intervention",
    "InterventionPhase",
    "InterventionType",
    "MonthlyActivity",
    "MonthlyReach",
    "Notification",
    "OutcomeMeasure",
    "OutcomeRecord",
    "Reach",
    "ReviewStep",
    "StepMeasure",
    "Total",
    "UnsavedEntry",
]
