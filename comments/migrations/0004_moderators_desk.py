import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

# What a moderator starts from; the moderators change them in the admin.
REPLIES = {
    "at_risk": "Your comment worried us, and we have not left it on the page. If you or somebody near you is in danger, "
    "please call the emergency number at the top of every page. You are welcome to write again.",
    "dangerous_advice": "Please tell what happened to you, and do not tell others which medicine or dose to take or to "
    "leave out: what helped you may harm somebody else. You are welcome to write it again as your own story.",
    "selling": "Offers of medicines, and ways to get them without a prescription, can't stand here. A pharmacist can "
    "tell you how to get a medicine safely.",
    "misleading": "We could not let this stand as a fact. If you have a source, write again and name it.",
    "personal_information": "Your comment names or describes somebody so that they could be recognised. Please write "
    "again without names, numbers and addresses.",
    "impersonation": "Only people whose profession this site has checked may speak as one here. You are welcome to "
    "write again as yourself.",
    "spam": "Advertising is not allowed here.",
    "abuse": "Please write again without attacking anybody. Disagreeing is welcome.",
    "other": "Your comment does not keep to the community rules. Please read them and write again.",
}


def make_replies(apps, schema_editor):
    template = apps.get_model("comments", "ReasonTemplate")
    for reason, text in REPLIES.items():
        template.objects.get_or_create(reason=reason, language="en", defaults={"text": text})


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0003_notifications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="categorypolicy",
            name="close_after_days",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="From the article’s first publication. Empty: as a wider category or the site says; 0: never.",
                null=True,
                verbose_name="close after days",
            ),
        ),
        migrations.AddField(
            model_name="discussionsettings",
            name="close_after_days",
            field=models.PositiveIntegerField(
                blank=True,
                help_text="From the article’s first publication. Empty or 0: discussions stay open.",
                null=True,
                verbose_name="close after days",
            ),
        ),
        migrations.AddField(
            model_name="discussionsettings",
            name="first_held",
            field=models.PositiveSmallIntegerField(
                default=3,
                help_text="So many comments of a new reader are reviewed first, also where others appear at once.",
                verbose_name="first comments to review",
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="closed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="previous_version",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="comments.commentversion"
            ),
        ),
        migrations.CreateModel(
            name="ReasonTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("at_risk", "someone may be at risk"),
                            ("dangerous_advice", "advice about treatment or doses that may harm"),
                            ("selling", "selling or sourcing medicines"),
                            ("misleading", "a false or misleading health claim"),
                            ("personal_information", "personal information"),
                            ("impersonation", "pretending to be a professional"),
                            ("spam", "advertising"),
                            ("abuse", "hurtful to others"),
                            ("other", "against the community rules"),
                        ],
                        max_length=30,
                        verbose_name="reason",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        default="en", help_text="Of the article: en, de, zh …", max_length=12, verbose_name="language"
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="Say what may stand instead. Moderators can change it for each comment.",
                        max_length=2000,
                        verbose_name="words to the writer",
                    ),
                ),
            ],
            options={
                "verbose_name": "reply to a writer",
                "verbose_name_plural": "replies to writers",
                "ordering": ["reason", "language", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("reason", "language"), name="reason_template_once_a_language")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sanction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("warn", "Warning"),
                            ("slow", "Slowed down: one comment every so often"),
                            ("premod", "Every comment is reviewed first"),
                            ("readonly", "Read only: no comments"),
                            ("ban", "Ban: takes no part in discussions"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("starts_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="from")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="until")),
                ("minutes", models.PositiveSmallIntegerField(default=0, verbose_name="minutes between comments")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("at_risk", "someone may be at risk"),
                            ("dangerous_advice", "advice about treatment or doses that may harm"),
                            ("selling", "selling or sourcing medicines"),
                            ("misleading", "a false or misleading health claim"),
                            ("personal_information", "personal information"),
                            ("impersonation", "pretending to be a professional"),
                            ("spam", "advertising"),
                            ("abuse", "hurtful to others"),
                            ("other", "against the community rules"),
                        ],
                        max_length=30,
                        verbose_name="reason",
                    ),
                ),
                ("public_text", models.TextField(blank=True, verbose_name="what the person is told")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="agreed")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="lifted")),
                ("lift_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was lifted")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="agreed by",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sanctions", to="comments.decision"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="lifted by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sanctions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "sanction",
                "verbose_name_plural": "sanctions",
                "ordering": ["-pk"],
                "default_permissions": ("view",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("given_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="sanction_second_key_is_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gt", models.F("starts_at")), _connector="OR"
                        ),
                        name="sanction_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "slow"), _negated=True), ("minutes__gt", 0), _connector="OR"
                        ),
                        name="sanction_slow_says_how_slow",
                    ),
                ],
            },
        ),
        migrations.RunPython(make_replies, migrations.RunPython.noop, elidable=True),
    ]
