"""Users, their postings and their sign-ins, for administrators."""

from functools import partial

from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import RelatedOnlyFieldListFilter as RelatedOnly
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from .invitations import MAIL_ERRORS, invite, log_failure
from .models import Posting, SignInEvent, User
from .records import ReadOnlyPage, RecordInline, RecordPage, administered
from .roles import Role

OWN_POSTING = "This posting makes you an administrator. Ask another administrator to change or end it."
OWN_ENTRY = "You cannot stop yourself from signing in. Ask another administrator."
NOT_OWN = (
    "{} is posted in another region as well, so you can only read this. Ask an administrator of all their regions."
)


def acting(form: type[forms.ModelForm], user: User) -> type[forms.ModelForm]:
    """Return the form, made to know who is filling it in."""
    return type(form.__name__, (form,), {"acting_user": user})


def in_own_regions_alone(user: User) -> QuerySet[User]:
    """Return the people whose every posting, in force or to come, lies in the regions that the user administers.

    Who changes a person's e-mail address or second factor can enter as that person, wherever they are posted.
    """
    elsewhere = Posting.objects.not_ended().exclude(pk__in=administered(Posting, user).values("pk"))
    return User.objects.exclude(pk__in=elsewhere.values("user"))


class PostingForm(forms.ModelForm):
    """A posting. Nobody can lock themselves out with it."""

    acting_user: User

    class Meta:
        model = Posting
        fields = ["user", "role", "authority", "region", "starts_on", "ends_on"]

    def clean(self) -> dict:
        cleaned = super().clean() or self.cleaned_data
        if self.is_what_makes_them_administrator() and self.differs(cleaned):
            raise forms.ValidationError(OWN_POSTING)
        return cleaned

    def is_what_makes_them_administrator(self) -> bool:
        return self.instance.pk in {
            posting.pk for posting in self.acting_user.current_postings if posting.role == Role.ADMINISTRATOR
        }

    def differs(self, cleaned: dict) -> bool:
        """Compare with what is stored: has_changed believes what the browser says was there before."""
        return any(cleaned[name] != getattr(self.instance, name) for name in self.Meta.fields if name in cleaned)


class UserForm(forms.ModelForm):
    """A user. Nobody can lock themselves out with it."""

    acting_user: User

    class Meta:
        model = User
        fields = ["full_name", "email", "is_active"]

    def clean_is_active(self) -> bool:
        active = self.cleaned_data["is_active"]
        if not active and self.instance == self.acting_user:
            raise forms.ValidationError(OWN_ENTRY)
        return active


class PostingInline(RecordInline):
    model = Posting
    form = PostingForm
    fields = ["role", "authority", "region", "starts_on", "ends_on"]

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.form = acting(formset.form, request.user)
        return formset


@admin.register(User)
class UserPage(RecordPage):
    form = UserForm
    inlines = [PostingInline]
    fields = ["full_name", "email", "is_active", "state", "second_factor"]
    readonly_fields = ["state", "second_factor"]
    list_display = ["full_name", "email", "current_roles", "state", "is_active"]
    list_filter = ["is_active", "postings__role", ("postings__authority", RelatedOnly)]
    search_fields = ["full_name", "email"]
    actions = ["send_invitation_again", "stop_signing_in", "allow_signing_in", "remove_second_factor"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("postings__authority", "postings__region")

    def get_form(self, request, obj=None, change=False, **kwargs):
        return acting(super().get_form(request, obj, change, **kwargs), request.user)

    def has_change_permission(self, request, obj=None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or in_own_regions_alone(request.user).filter(pk=obj.pk).exists())

    def change_view(self, request, object_id, form_url="", extra_context=None):
        person = self.get_object(request, object_id)
        if person and request.method == "GET" and not self.has_change_permission(request, person):
            self.message_user(request, NOT_OWN.format(person), messages.WARNING)
        return super().change_view(request, object_id, form_url, extra_context)

    def changeable(self, request, queryset) -> QuerySet[User]:
        """Return those of the chosen people whom the administrator may change; name the others."""
        own = queryset.filter(pk__in=in_own_regions_alone(request.user).values("pk"))
        for person in queryset.exclude(pk__in=own.values("pk")):
            self.message_user(request, NOT_OWN.format(person), messages.ERROR)
        return own

    @admin.display(description="current postings")
    def current_roles(self, user: User) -> str:
        today = timezone.localdate()
        current = [
            str(posting)
            for posting in user.postings.all()
            if posting.starts_on <= today and (posting.ends_on is None or posting.ends_on >= today)
        ]
        return "; ".join(current) or "None"

    @admin.display(description="signed in", ordering="last_login")
    def state(self, user: User) -> str:
        if user.last_login:
            return f"Last on {date_format(timezone.localtime(user.last_login), 'j F Y')}"
        return f"Invited on {date_format(timezone.localtime(user.joined_at), 'j F Y')}, not yet signed in"

    @admin.display(description="second factor")
    def second_factor(self, user: User) -> str:
        kinds = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
        return ", ".join(kind.get_type_display() for kind in kinds) or "None"

    def save_model(self, request, obj, form, change) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if not change:
            transaction.on_commit(partial(self.send_invitation, request, obj))

    def send_invitation(self, request, user: User) -> None:
        """Mail the invitation, and say whether that worked: the user is saved either way."""
        try:
            invite(user)
        except MAIL_ERRORS as error:
            log_failure("invitation", error)
            words = f"The invitation of {user} could not be mailed. Try “Send the invitation again” later."
            self.message_user(request, words, messages.ERROR)
        else:
            self.message_user(request, f"An invitation has been mailed to {user}.", messages.SUCCESS)

    @admin.action(description="Send the invitation again")
    def send_invitation_again(self, request, queryset) -> None:
        for user in self.changeable(request, queryset).filter(is_active=True):
            self.send_invitation(request, user)

    @admin.action(description="Stop from signing in")
    def stop_signing_in(self, request, queryset) -> None:
        if queryset.filter(pk=request.user.pk).exists():
            self.message_user(request, OWN_ENTRY, messages.ERROR)
        self.set_active(request, queryset.exclude(pk=request.user.pk), False, "May no longer sign in")

    @admin.action(description="Allow to sign in")
    def allow_signing_in(self, request, queryset) -> None:
        self.set_active(request, queryset, True, "May sign in again")

    def set_active(self, request, queryset, active: bool, words: str) -> None:
        for user in self.changeable(request, queryset).filter(is_active=not active):
            user.is_active = active
            user.save()
            self.log_change(request, user, words)
            self.message_user(request, f"{words}: {user}.", messages.SUCCESS)

    @admin.action(description="Remove the second factor (lost phone or key)")
    def remove_second_factor(self, request, queryset) -> None:
        for user in self.changeable(request, queryset).exclude(pk=request.user.pk):
            removed, _ = Authenticator.objects.filter(user=user).delete()
            if removed:
                self.log_change(request, user, "Second factor removed")
                transaction.on_commit(partial(tell_of_removed_factor, user))
                self.message_user(request, f"Second factor removed: {user}.", messages.SUCCESS)


def tell_of_removed_factor(user: User) -> None:
    """Mail the user, who should hear of it if somebody else asked."""
    words = {"user": user, "portal_name": settings.PORTAL_NAME}
    subject = render_to_string("account/email/second_factor_removed_subject.txt", words).strip()
    body = render_to_string("account/email/second_factor_removed_message.txt", words)
    try:
        EmailMessage(subject, body, to=[user.email]).send()
    except MAIL_ERRORS as error:
        log_failure("second_factor_removed", error)


@admin.register(Posting)
class PostingPage(RecordPage):
    form = PostingForm
    list_display = ["user", "role", "area", "starts_on", "ends_on"]
    list_filter = ["role", ("authority", RelatedOnly), ("region", RelatedOnly)]
    list_select_related = ["user", "authority", "region"]
    search_fields = ["user__full_name", "user__email"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        return acting(super().get_form(request, obj, change, **kwargs), request.user)


@admin.register(SignInEvent)
class SignInEventPage(ReadOnlyPage):
    list_display = ["at", "user", "outcome", "ip_address"]
    list_filter = ["outcome", "at"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "user__email"]
