"""Forms in the look of the design system."""

from django.forms.renderers import TemplatesSetting


class GovukRenderer(TemplatesSetting):
    """Renders Django's forms with the components in templates/govuk/."""
