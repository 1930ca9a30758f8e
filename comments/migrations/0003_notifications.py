import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0002_readers_deeds"),
        ("articles", "0002_remember_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="announce_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                condition=models.Q(("announce_at__isnull", False)), fields=["announce_at"], name="decision_announced"
            ),
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="announcement",
                        serialize=False,
                        to="comments.decision",
                    ),
                ),
                ("told_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="written"),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="tries")),
                (
                    "next_try_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="next try"),
                ),
                ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="sent")),
                ("given_up_at", models.DateTimeField(editable=False, null=True, verbose_name="given up")),
                ("key", models.CharField(editable=False, max_length=80, unique=True)),
                ("is_digest", models.BooleanField(default=False, editable=False, verbose_name="digest")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
                "indexes": [
                    models.Index(
                        condition=models.Q(("given_up_at", None), ("sent_at", None)),
                        fields=["next_try_at"],
                        name="letter_waiting",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=60, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("replies", "a reply to your comment"),
                            ("watched", "a comment in what you watch"),
                            ("authored", "a comment on your article"),
                            ("decided", "a decision about your comment"),
                            ("reported", "what became of your report"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.decision"
                    ),
                ),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notices", to="comments.letter"
                    ),
                ),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="MailPreference",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mail_preference",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("instant", "At once"),
                            ("daily", "Once a day, all in one mail"),
                            ("never", "No mail at all"),
                        ],
                        default="instant",
                        max_length=10,
                        verbose_name="When",
                    ),
                ),
                ("replies", models.BooleanField(default=True, verbose_name="Somebody replies to my comment")),
                ("watched", models.BooleanField(default=True, verbose_name="New comments in what I watch")),
                ("authored", models.BooleanField(default=True, verbose_name="New comments on articles that I wrote")),
                (
                    "decided",
                    models.BooleanField(default=True, verbose_name="A moderator decides about my comment or my report"),
                ),
            ],
            options={
                "verbose_name": "mail preference",
                "verbose_name_plural": "mail preferences",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("article", "All comments on an article"),
                            ("thread", "A thread"),
                            ("replies", "Replies to a comment"),
                        ],
                        max_length=10,
                        verbose_name="what",
                    ),
                ),
                ("muted", models.BooleanField(default=False, verbose_name="muted")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="comments.comment"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "subscription",
                "verbose_name_plural": "subscriptions",
                "ordering": ["-created_at", "-pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("comment__isnull", True)),
                        fields=("person", "article"),
                        name="subscription_article_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("comment__isnull", False)),
                        fields=("person", "kind", "comment"),
                        name="subscription_comment_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("comment__isnull", True), ("kind", "article")),
                            models.Q(("comment__isnull", False), ("kind__in", ["thread", "replies"])),
                            _connector="OR",
                        ),
                        name="subscription_has_its_target",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="categorypolicy",
            name="sensitive",
            field=models.BooleanField(
                default=False,
                help_text="Mail about comments in this branch names neither the article nor what was written.",
                verbose_name="sensitive",
            ),
        ),
    ]
