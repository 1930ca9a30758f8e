from typing import Any

from django.db import migrations


def schedule_hat_news(apps: Any, schema_editor: Any) -> None:
    """The worker writes to those whose checked profession has changed or lapses soon."""
    apps.get_model("django_q", "Schedule").objects.update_or_create(
        name="news of checked professions",
        defaults={"func": "healthsite.hat_news.tell_bearers", "schedule_type": "I", "minutes": 5},
    )


class Migration(migrations.Migration):
    dependencies = [("healthsite", "0005_letters_moved_to_mail"), ("comments", "0010_check_hats_twice")]

    operations = [migrations.RunPython(schedule_hat_news, migrations.RunPython.noop)]
