import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


def to(model, name="+", on_delete=django.db.models.deletion.CASCADE, **options):
    return models.ForeignKey(on_delete=on_delete, related_name=name, to=model, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Helpful",
            fields=[
                KEY,
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("person", to(settings.AUTH_USER_MODEL, on_delete=django.db.models.deletion.SET_NULL, null=True)),
                ("comment", to("comments.comment", "helpful_marks")),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddConstraint(
            model_name="helpful",
            constraint=models.UniqueConstraint(fields=("person", "comment"), name="helpful_once_a_person_and_comment"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("parent__isnull", True)),
                fields=["article", "-helpful_score", "sequence"],
                name="comment_roots_most_helpful",
            ),
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                KEY,
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("at_risk", "Someone may be at risk"),
                            ("dangerous_advice", "Dangerous advice about treatment or doses"),
                            ("selling", "Selling medicines, or telling where to get them"),
                            ("misleading", "A false or misleading health claim"),
                            ("personal_information", "Personal information about somebody"),
                            ("impersonation", "Somebody pretends to be a professional"),
                            ("spam", "Advertising"),
                            ("abuse", "Hurtful to others"),
                            ("illegal", "Against the law"),
                            ("other", "Something else"),
                        ],
                        max_length=30,
                        verbose_name="reason",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("snapshot_hash", models.CharField(blank=True, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Waiting to be looked at"),
                            ("upheld", "The comment was removed"),
                            ("not_upheld", "Looked at: the comment stays"),
                            ("moot", "The comment was changed or withdrawn before it was decided"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="reported")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled")),
                ("comment", to("comments.comment", "reports", django.db.models.deletion.PROTECT)),
                (
                    "reporter",
                    to(settings.AUTH_USER_MODEL, "reports", django.db.models.deletion.SET_NULL, null=True),
                ),
                ("version", to("comments.commentversion", on_delete=django.db.models.deletion.PROTECT)),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["pk"],
                "default_permissions": ("view",),
            },
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reporter__isnull", False)),
                fields=("reporter", "comment", "version", "reason"),
                name="report_once_a_person_version_and_reason",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(condition=models.Q(("state", "open")), fields=["comment"], name="report_open"),
        ),
        migrations.CreateModel(
            name="IgnoredPerson",
            fields=[
                KEY,
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("person", to(settings.AUTH_USER_MODEL, "ignores")),
                ("ignored", to(settings.AUTH_USER_MODEL)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddConstraint(
            model_name="ignoredperson",
            constraint=models.UniqueConstraint(fields=("person", "ignored"), name="ignored_once"),
        ),
        migrations.AddConstraint(
            model_name="ignoredperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("ignored")), _negated=True), name="nobody_ignores_themselves"
            ),
        ),
        migrations.CreateModel(
            name="MutedThread",
            fields=[
                KEY,
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("person", to(settings.AUTH_USER_MODEL, "muted_threads")),
                ("root", to("comments.comment")),
            ],
            options={"default_permissions": ()},
        ),
        migrations.AddConstraint(
            model_name="mutedthread",
            constraint=models.UniqueConstraint(fields=("person", "root"), name="muted_once"),
        ),
    ]
