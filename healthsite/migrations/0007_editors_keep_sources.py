from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations

# Whoever writes adds sources; editors keep the library. `articles/rights.py` asks for these.
GRANTS = {"Authors": ("add", "view"), "Editors": ("add", "change", "delete", "view")}


def grant(apps: Any, schema_editor: Any) -> None:
    """Give the groups of authors and editors their rights in the library, where these groups still exist."""
    config = apps.get_app_config("articles")
    module = getattr(config, "models_module", None)
    config.models_module = module or True  # an app of the past has none, and would be passed over
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = module
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for group in Group.objects.filter(name__in=GRANTS):
        codenames = [f"{verb}_source" for verb in GRANTS[group.name]]
        group.permissions.add(*Permission.objects.filter(content_type__app_label="articles", codename__in=codenames))


class Migration(migrations.Migration):
    dependencies = [("healthsite", "0006_schedule_hat_news"), ("articles", "0004_add_sources")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
