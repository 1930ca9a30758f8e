import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import healthsite.accounts.models.closing


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Closing",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="closing",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("keep_words", models.BooleanField(default=False, verbose_name="words stay without the name")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="asked")),
                (
                    "due_at",
                    models.DateTimeField(
                        db_index=True, default=healthsite.accounts.models.closing.when_it_closes, verbose_name="closes"
                    ),
                ),
            ],
            options={
                "verbose_name": "closing of an account",
                "verbose_name_plural": "closings of accounts",
                "default_permissions": ("view",),
            },
        ),
    ]
