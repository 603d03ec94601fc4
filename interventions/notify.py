"""Telling people what happened to their entries: in the portal, and by e-mail after commit."""

from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from .models import Notification, ReviewStep

SUBJECTS = {
    "approve": "your entry was approved",
    "return": "your entry was returned",
    "reopen": "your approved entry was reopened",
}


def tell_author(step: ReviewStep) -> None:
    """Store a notification of the step for the author, and mail it once the step is committed.

    The e-mail carries an address and no word of the entry: mail travels further than the portal.
    """
    author = step.activity.author
    if author is None:  # a highlight from a publication has none
        return
    Notification.objects.create(user=author, step=step)
    address = f"{settings.SITE_URL}{step.activity.get_absolute_url()}"
    subject = f"{settings.PORTAL_NAME}: {SUBJECTS[step.move]}"
    body = f"Hello {author.full_name},\n\nSee the decision and what to do next:\n{address}\n"
    transaction.on_commit(partial(send_mail, subject, body, None, [author.email], fail_silently=True))
