"""Counts beside the activity: the queue and its decisions, meetings and agreed actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Count, Max, Q, QuerySet, Value
from django.utils import timezone

from interventions.models import Activity, MonthlyActivity, ReviewStep
from stakeholders.models import AgreedAction, Meeting
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.quarters import Period

from ..areas import Area
from .asked import Told, asked_of, counted_of
from .links import list_address, record_list
from .numbers import Number, Queue
from .numbers import Value as Known

NONE = (0, 0, 0, 0)
Four = tuple[int, int, int, int]


@dataclass(frozen=True)
class Counts:
    """What is counted now, and in two periods. ``queue`` is None for those who do not read the log."""

    queue: Queue | None
    meetings: tuple[int, int]
    actions: Four  # open and overdue at the end of the period; the same of the one before
    newest: date | None = None  # the last month with approved entries


def counts_asked(user: User, area: Area, period: Period, before: Period, today: date) -> list[QuerySet]:
    """Return the questions for the counts of an area, of which ``counts_of`` reads the answers."""
    ends = min(period.end, today), min(before.end, today)
    asked = [meetings_in(user, area, period, before), actions_at(user, area, *ends), newest_in(user, area)]
    if reads_the_log(user, area):
        asked += [waiting_in(user, area), decided_in(area, period, before)]
    return asked


def counts_of(user: User, area: Area, found: Mapping[str, list[Told]]) -> Counts:
    asked = ("meetings", "actions", "waiting", "decided")
    meetings, actions, waiting, decided = (found[what][0].numbers if found.get(what) else NONE for what in asked)
    queue = Queue(*waiting[:2], *decided[:4]) if reads_the_log(user, area) else None
    newest = max((told.days[0] for told in found.get("newest", []) if told.days[0]), default=None)
    return Counts(queue, (meetings[0], meetings[1]), (actions[0], actions[1], actions[2], actions[3]), newest)


def newest_in(user: User, area: Area) -> QuerySet:
    rows = MonthlyActivity.objects.visible_to(user, Capability.READ_APPROVED).filter(area.rows)
    newest = rows.order_by().values(what=Value("newest")).annotate(month=Max("month"))
    return asked_of(newest, "newest", days=("month",))


def reads_the_log(user: User, area: Area) -> bool:
    """Say whether the person reads what waits for review in all of the area."""
    return all(user.may_in(Capability.READ_LOG, authority) for authority in area.authorities)


def waiting_in(user: User, area: Area) -> QuerySet:
    rows = Activity.objects.visible_to(user).waiting().filter(area.rows)
    return counted_of(rows, "waiting", Count("pk"), Count("pk", filter=Q(pk__in=rows.late().values("pk"))))


def decided_in(area: Area, period: Period, before: Period) -> QuerySet:
    now, then = (Q(made_at__range=moments_of(part)) for part in (period, before))
    rows, on_time = decisions_of(area).filter(now | then), Q(is_on_time=True)
    numbers = [Count("pk", filter=condition) for condition in (now, now & on_time, then, then & on_time)]
    return counted_of(rows, "decided", *numbers)


def decisions_of(area: Area) -> QuerySet[ReviewStep]:
    """Return the decisions on entries of an area, for those who read its log."""
    place = Q(**{f"activity__{area.kind}": area.place.pk}) if area.kind in {"locality", "pilot"} else Q()
    here = Q(decided_in__in=[authority.pk for authority in area.authorities], activity__isnull=False)
    return ReviewStep.objects.filter(here, place, is_on_time__isnull=False)


def moments_of(period: Period) -> tuple[datetime, datetime]:
    """Return the first and the last moment of a period, on the clocks of the country."""
    end = timezone.make_aware(datetime.combine(period.end + timedelta(days=1), time())) - timedelta(microseconds=1)
    return timezone.make_aware(datetime.combine(period.start, time())), end


def of_networks(area: Area, path: str) -> Q:
    """Return the condition that the network at a path works in the area."""
    here = Q(**{f"{path}authority__in": [authority.pk for authority in area.authorities]})
    parts = {"pilot": f"{path}pilot", "locality": f"{path}pilot__localities"}
    return here & Q(**{parts[area.kind]: area.place.pk}) if area.kind in parts else here


def meetings_in(user: User, area: Area, period: Period, before: Period) -> QuerySet:
    """Count meetings, which names nobody: whoever reads the figures reads their number."""
    now, then = (Q(starts_at__range=moments_of(part)) for part in (period, before))
    rows = meetings_of(user, area).filter(now | then)
    return counted_of(rows, "meetings", Count("pk", filter=now), Count("pk", filter=then))


def meetings_of(user: User, area: Area) -> QuerySet[Meeting]:
    rows = Meeting.objects.visible_to(user, Capability.READ_APPROVED).held()
    return rows.filter(of_networks(area, "network__"))


def actions_at(user: User, area: Area, day: date, before: date) -> QuerySet:
    """Count the actions that were open, and those that were overdue, at the end of two days."""
    numbers = [Count("pk", filter=condition) for on in (day, before) for condition in open_on(on)]
    return counted_of(actions_of(user, area), "actions", *numbers)


def actions_of(user: User, area: Area) -> QuerySet[AgreedAction]:
    rows = AgreedAction.objects.visible_to(user, Capability.READ_APPROVED)
    return rows.filter(of_networks(area, "meeting__network__"))


def open_on(day: date) -> tuple[Q, Q]:
    agreed = Q(meeting__starts_at__lte=moments_of(Period(day, day))[1])
    is_open = agreed & (Q(done_on=None) | Q(done_on__gt=day)) & (Q(dropped_on=None) | Q(dropped_on__gt=day))
    return is_open, is_open & Q(due_on__lt=day)


def numbers_from(counts: Counts, area: Area, period: Period) -> list[Number]:
    """Return the numbers of these counts, with the lists of what they count."""
    queue, (open_now, overdue_now, open_before, overdue_before) = counts.queue, counts.actions
    days, ends = settings.REVIEW_DUE_DAYS, "at the end of the period, or today."
    waiting, late, share, share_before = known(queue)
    waits = list_address(area, status="submitted")
    return [
        Number(
            "meetings",
            "Meetings held",
            *counts.meetings,
            "meetings",
            record_list(area, period, "meetings"),
            hint="Meetings of networks in the period.",
        ),
        Number(
            "actions_open",
            "Actions open",
            open_now,
            open_before,
            "actions",
            record_list(area, period, "actions-open"),
            hint=f"Agreed, and not done {ends}",
        ),
        Number(
            "actions_overdue",
            "Actions overdue",
            overdue_now,
            overdue_before,
            "actions",
            record_list(area, period, "actions-overdue"),
            hint=f"Open past due {ends}",
        ),
        Number("waiting", "Waiting for review now", waiting, None, "entries", waits, hint="Submitted entries, today."),
        Number(
            "late",
            f"Waiting for over {days} days now",
            late,
            None,
            "entries",
            list_address(area, status="submitted", late="on"),
            hint=f"Submitted entries that nobody has decided on for over {days} days, today.",
        ),
        Number(
            "on_time",
            "Decided on time",
            share,
            share_before,
            "%",
            record_list(area, period, "decisions-on-time"),
            hint=f"The share of decisions on entries in the period that came within {days} days.",
        ),
    ]


def known(queue: Queue | None) -> tuple[Known, ...]:
    return (None,) * 4 if queue is None else (queue.waiting, queue.late, queue.share, queue.share_before)
