import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0004_moderators_desk")]

    operations = [
        migrations.CreateModel(
            name="ImportedComment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=200, verbose_name="came from")),
                ("external_id", models.CharField(max_length=100, verbose_name="number there")),
                ("imported_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="imported")),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="import_record",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "verbose_name": "imported comment",
                "verbose_name_plural": "imported comments",
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="imported_comment_once")
                ],
            },
        )
    ]
