from typing import Any

from django.db import migrations


def point_to(func: str) -> Any:
    """The worker finds the letters' duty by the name of its function."""

    def move(apps: Any, schema_editor: Any) -> None:
        apps.get_model("django_q", "Schedule").objects.filter(name="letters about discussions").update(func=func)

    return move


class Migration(migrations.Migration):
    dependencies = [("healthsite", "0004_schedule_forgetting")]

    operations = [
        migrations.RunPython(point_to("comments.mail.delivery.deliver_due"), point_to("comments.delivery.deliver_due"))
    ]
