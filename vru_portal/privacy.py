"""What every stored field holds about people, and how long it is kept.

Each model carries ``privacy = Privacy(...)``; a test fails on a field that is not declared, and the record of
processing (docs/record-of-processing.md) is generated from these declarations.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.apps import apps
from django.db.models import Model

# What is declared to be kept for 12 months goes after these.
TWELVE_MONTHS = timedelta(days=365)

CLASSES = {
    "none": "Not about a person",
    "staff": "About a member of the unit's staff",
    "contact": "About a named contact in an organisation",
    "free_text": "Free text, in which nobody may be named",
}


@dataclass(frozen=True)
class Privacy:
    """The privacy class of each field of a model, as space-separated field names, and the retention of its rows."""

    retention: str
    none: str = ""
    staff: str = ""
    contact: str = ""
    free_text: str = ""

    @property
    def applied_by(self) -> str:
        """Say what ends the retention: see APPLIED."""
        return next((how for how, periods in APPLIED.items() if self.retention in periods), "nothing")

    def classes(self) -> dict[str, str]:
        """Map each declared field name to its class, a key of CLASSES."""
        return {field: name for name in CLASSES for field in getattr(self, name).split()}


# Which retentions end by themselves, and which somebody has to end.
APPLIED = {
    "the portal, every night (`manage.py clear_expired`)": {
        "12 months",
        "until saved, 7 days at most",
        "until decided, 90 days at most",
        "until the months of CONTACT_RETENTION_MONTHS have passed since it was last confirmed or used",
        "12 hours, or until signed out",
    },
    "hand: no command does it yet (see “Retention” in operating.md)": {
        "6 years",
        "6 years after the pilot is completed",
        "6 years after the person's last posting ended",
    },
    "nothing: it stays": {
        "as long as the portal runs",
        "as long as the unit works",
        "as long as an entry refers to it",
    },
    "its owner or an administrator, in the portal": {"until its owner or an administrator removes it"},
    "nothing: there is nothing to delete": {
        "not used: the table is empty",
        "not used: the table is empty, the provider stands in the settings",
    },
}

# What packages store. Models that link two others, and those that keep history, follow the model that they belong to.
OF_PACKAGES = {
    "account.EmailAddress": Privacy(staff="id user email verified primary", retention="not used: the table is empty"),
    "account.EmailConfirmation": Privacy(
        staff="id email_address created sent key", retention="not used: the table is empty"
    ),
    "admin.LogEntry": Privacy(
        none="id content_type object_id action_flag action_time",
        staff="user object_repr change_message",
        retention="6 years",
    ),
    "auth.Group": Privacy(none="id name permissions", retention="not used: the table is empty"),
    "auth.Permission": Privacy(none="id name content_type codename", retention="as long as the portal runs"),
    "contenttypes.ContentType": Privacy(none="id app_label model", retention="as long as the portal runs"),
    "mfa.Authenticator": Privacy(
        staff="id user type data created_at last_used_at", retention="until its owner or an administrator removes it"
    ),
    "sessions.Session": Privacy(
        none="expire_date", staff="session_key session_data", retention="12 hours, or until signed out"
    ),
    "socialaccount.SocialAccount": Privacy(
        staff="id user provider uid last_login date_joined extra_data",
        retention="6 years after the person's last posting ended",
    ),
    "socialaccount.SocialApp": Privacy(
        none="id provider provider_id name client_id secret key settings",
        retention="not used: the table is empty, the provider stands in the settings",
    ),
    "socialaccount.SocialToken": Privacy(
        staff="id app account token token_secret expires_at", retention="not used: the table is empty"
    ),
}
OF_HISTORY = Privacy(
    none="history_id history_date history_type m2m_history_id history",
    staff="history_user",
    free_text="history_change_reason",
    retention="",
)


def declaration(model: type[Model]) -> Privacy | None:
    """Return what is declared for a model's own fields, or None where nothing is."""
    return getattr(model, "privacy", None) or OF_PACKAGES.get(model._meta.label)


def followed(model: type[Model]) -> type[Model] | None:
    """Return the model whose history, or whose links to another one, this model keeps; None where it keeps neither."""
    leader = getattr(model, "instance_type", None) or model._meta.auto_created
    return leader if isinstance(leader, type) else None


def declared_models() -> list[type[Model]]:
    """Return every installed model that stands for itself, in the order of its label."""
    models = (model for model in apps.get_models(include_auto_created=True) if followed(model) is None)
    return sorted(models, key=lambda model: model._meta.label)


def problems() -> list[str]:
    """Return a sentence for every stored field without a declaration and every declaration without a field."""
    return [problem for model in apps.get_models(include_auto_created=True) for problem in problems_of(model)]


def problems_of(model: type[Model]) -> list[str]:
    label = model._meta.label
    stored = {field.name for field in model._meta.get_fields() if field.concrete}
    declared = known_fields(model)
    missing = [f"{label}.{name} is not declared" for name in sorted(stored - declared)]
    if followed(model):
        return missing
    twice = twice_declared(declaration(model))
    return (
        missing
        + [f"{label}.{name} does not exist" for name in sorted(declared - stored)]
        + [f"{label}.{name} is declared twice" for name in twice]
    )


def known_fields(model: type[Model]) -> set[str]:
    """Return the fields that are declared for a model, by itself or by the one that it follows."""
    if (leader := followed(model)) is None:
        own = declaration(model)
        return set(own.classes()) if own else set()
    if hasattr(model, "instance_type"):
        return known_fields(leader) | set(OF_HISTORY.classes())
    # The two ends of a link: both are declared with the many-to-many field of the model that has it.
    return {field.name for field in model._meta.fields if field.is_relation or field.primary_key}


def twice_declared(own: Privacy | None) -> list[str]:
    names = " ".join(getattr(own, name) for name in CLASSES).split() if own else []
    return sorted({name for name in names if names.count(name) > 1})
