from typing import Any

from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations

# What each group may do everywhere; a CategoryRole says the same for one branch. `articles/rights.py` asks for these.
ALL, READ = ("add", "change", "view"), ("view",)
GROUPS = {
    "Authors": [
        ("articles", [("article", ALL), ("image", ALL), ("contributor", READ), ("category", READ)]),
        ("articles", ["publish_own_article"]),
    ],
    "Editors": [
        ("articles", [("article", ALL), ("image", ALL), ("contributor", ALL), ("category", ALL), ("policy", READ)]),
        ("articles", ["publish_own_article", "edit_every_article", "publish_every_article"]),
    ],
    "Moderators": [
        ("articles", [("article", READ)]),
        ("comments", ["moderate_comments"]),
    ],
}


def make_groups(apps: Any, schema_editor: Any) -> None:
    """The three groups with their permissions; what an operator added to them meanwhile stays."""
    # The rows are written after all migrations have run, which is too late here.
    for label in ("articles", "comments"):
        config = apps.get_app_config(label)
        module = getattr(config, "models_module", None)
        config.models_module = module or True  # an app of the past has none, and would be passed over
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = module
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for name, grants in GROUPS.items():
        group, _created = Group.objects.get_or_create(name=name)
        for label, permissions in grants:
            for entry in permissions:
                codenames = [entry] if isinstance(entry, str) else [f"{verb}_{entry[0]}" for verb in entry[1]]
                group.permissions.add(*Permission.objects.filter(content_type__app_label=label, codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
        ("comments", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
