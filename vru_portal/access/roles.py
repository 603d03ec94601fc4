"""Who may do what: one table. The roles page and docs/roles.md are made from it."""

from django.db import models


class Role(models.TextChoices):
    """What a posting makes of a person."""

    NAVIGATOR = "navigator", "Community navigator"
    ADVISER = "adviser", "Education intervention adviser"
    MANAGER = "manager", "Manager"
    ANALYST = "analyst", "Analyst"
    COMMUNICATIONS = "communications", "Communications officer"
    ADMINISTRATOR = "administrator", "Administrator"


class Capability(models.TextChoices):
    """One thing that a posting may allow, within its authority or region."""

    SEE_PLACES = "see_places", "See the region, its authorities, localities and pilots"
    READ_APPROVED = "read_approved", "Read and export approved activity and outcomes"
    READ_LOG = "read_log", "Read and export planned, submitted and returned activity and outcomes"
    LOG = "log", "Log activity and outcomes"
    EDIT_PILOTS = "edit_pilots", "Keep pilots up to date"
    EDIT_INTERVENTIONS = "edit_interventions", "Keep interventions, schools and anticipated outcomes up to date"
    RUN_NETWORKS = "run_networks", "Run networks, keep contacts and respond to critical incidents"
    REVIEW = "review", "Review activity and outcomes that others have logged"
    DRAW_UP_BULLETINS = "draw_up_bulletins", "Draw up and publish bulletins"
    ADMINISTER = "administer", "Look after users, places and lists in Django admin"


CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.NAVIGATOR: frozenset(
        {
            Capability.SEE_PLACES,
            Capability.READ_APPROVED,
            Capability.READ_LOG,
            Capability.LOG,
            Capability.EDIT_PILOTS,
            Capability.EDIT_INTERVENTIONS,
            Capability.RUN_NETWORKS,
        }
    ),
    Role.ADVISER: frozenset(
        {
            Capability.SEE_PLACES,
            Capability.READ_APPROVED,
            Capability.READ_LOG,
            Capability.LOG,
            Capability.EDIT_INTERVENTIONS,
            Capability.RUN_NETWORKS,
        },
    ),
    Role.MANAGER: frozenset(
        {
            Capability.SEE_PLACES,
            Capability.READ_APPROVED,
            Capability.READ_LOG,
            Capability.LOG,
            Capability.EDIT_PILOTS,
            Capability.EDIT_INTERVENTIONS,
            Capability.RUN_NETWORKS,
            Capability.REVIEW,
            Capability.DRAW_UP_BULLETINS,
        }
    ),
    Role.ANALYST: frozenset({Capability.SEE_PLACES, Capability.READ_APPROVED, Capability.READ_LOG}),
    Role.COMMUNICATIONS: frozenset({Capability.SEE_PLACES, Capability.READ_APPROVED, Capability.DRAW_UP_BULLETINS}),
    Role.ADMINISTRATOR: frozenset({Capability.SEE_PLACES, Capability.ADMINISTER}),
}


def roles_with(capability: Capability) -> list[Role]:
    """Return the roles that have a capability."""
    return [role for role in Role if capability in CAPABILITIES[role]]


def table() -> list[tuple[Capability, list[bool]]]:
    """Return, for each capability, whether each role has it, in the order of Role."""
    return [(capability, [capability in CAPABILITIES[role] for role in Role]) for capability in Capability]
