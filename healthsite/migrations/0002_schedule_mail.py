from typing import Any

from django.db import migrations


def schedule_mail(apps: Any, schema_editor: Any) -> None:
    """The worker looks for mail that waits: for one whose task was lost, nobody else would."""
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name="outgoing mail",
        defaults={"func": "healthsite.accounts.delivery.deliver_due", "schedule_type": "I", "minutes": 5},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("healthsite", "0001_groups"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
    ]

    operations = [migrations.RunPython(schedule_mail, migrations.RunPython.noop)]
