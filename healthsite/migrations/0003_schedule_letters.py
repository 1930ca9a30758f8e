from typing import Any

from django.db import migrations


def schedule_letters_and_closing(apps: Any, schema_editor: Any) -> None:
    """The worker looks every minute for what people are to hear of discussions, and for letters to try again; and
    every hour for accounts that are to be closed.
    """
    schedules = apps.get_model("django_q", "Schedule").objects
    schedules.update_or_create(
        name="letters about discussions",
        defaults={"func": "comments.delivery.deliver_due", "schedule_type": "I", "minutes": 1},
    )
    schedules.update_or_create(
        name="closing of accounts", defaults={"func": "healthsite.closing.close_due", "schedule_type": "H"}
    )


class Migration(migrations.Migration):
    dependencies = [("healthsite", "0002_schedule_mail")]

    operations = [migrations.RunPython(schedule_letters_and_closing, migrations.RunPython.noop)]
