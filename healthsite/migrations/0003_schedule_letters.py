from typing import Any

from django.db import migrations


def schedule_letters(apps: Any, schema_editor: Any) -> None:
    """The worker looks every minute for what people are to hear of discussions, and for letters to try again."""
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name="letters about discussions",
        defaults={"func": "comments.delivery.deliver_due", "schedule_type": "I", "minutes": 1},
    )


class Migration(migrations.Migration):
    dependencies = [("healthsite", "0002_schedule_mail")]

    operations = [migrations.RunPython(schedule_letters, migrations.RunPython.noop)]
