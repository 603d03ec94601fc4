from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "vru_portal.reporting"
    label = "reporting"
