"""What is not known of an intervention, said instead of left out."""

from __future__ import annotations

from ..delivered import Delivered
from ..models import Intervention


def missing(intervention: Intervention, done: Delivered, *, is_measured: bool | None = None) -> list[str]:
    """Return a sentence for each gap. ``is_measured``: whether an outcome record is approved; None is not asked.

    What is only planned lacks neither reach nor outcomes yet.
    """
    is_delivered = intervention.is_delivered
    gaps = [
        (intervention.provider_id is None, "No provider is recorded."),
        (intervention.funding is None, "No amount of funding is recorded."),
        (not intervention.starts_on, "The date on which it starts or started is not recorded."),
        (is_delivered and not done.entries, "No approved entry of the log belongs to it."),
        (is_delivered and done.entries and not done.reach, "No reach is recorded in its approved entries."),
        (is_delivered and is_measured is False, "No outcome measured."),
    ]
    return [sentence for is_missing, sentence in gaps if is_missing]
