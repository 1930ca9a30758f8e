from django.apps import AppConfig


class HealthsiteConfig(AppConfig):
    name = "healthsite"
    verbose_name = "healthsite"

    def ready(self) -> None:
        from healthsite import checks  # noqa: F401 (importing it registers the checks)
