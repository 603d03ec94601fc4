from django.apps import AppConfig


class DemonstrationConfig(AppConfig):
    name = "vru_portal.demonstration"
    label = "demonstration"

    def ready(self) -> None:
        from . import checks  # noqa: F401 (registers the check)
