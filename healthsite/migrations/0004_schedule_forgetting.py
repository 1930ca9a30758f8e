from typing import Any

from django.db import migrations


def schedule_forgetting(apps: Any, schema_editor: Any) -> None:
    """The worker lets go of sign-ups that nobody finished."""
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name="abandoned sign-ups",
        defaults={"func": "healthsite.accounts.abandoned.forget_abandoned_sign_ups", "schedule_type": "H"},
    )


class Migration(migrations.Migration):
    dependencies = [("healthsite", "0003_schedule_letters")]

    operations = [migrations.RunPython(schedule_forgetting, migrations.RunPython.noop)]
