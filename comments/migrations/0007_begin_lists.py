"""What a new site's lists begin with. Its moderators change them as they like."""

from typing import Any

from django.db import migrations

RECOGNISED = [
    "nhs.uk", "nhsinform.scot", "nice.org.uk", "gov.uk", "who.int", "cochrane.org", "cochranelibrary.com",
    "medlineplus.gov", "cdc.gov", "nih.gov", "fda.gov", "europa.eu", "hse.ie", "healthdirect.gov.au", "health.gov.au",
    "canada.ca", "gesundheitsinformation.de", "rki.de", "has-sante.fr", "ameli.fr", "aemps.gob.es", "sanidad.gob.es",
    "doi.org", "samaritans.org", "988lifeline.org", "findahelpline.com",
]  # fmt: skip
# Abuse aimed at persons; swearing in pain is not among it.
WORDS = [
    "you idiot", "you moron", "you are pathetic", "youre pathetic", "you stupid", "shut up", "scum", "retard",
    "retarded", "subhuman", "you deserve it", "you deserved it", "kill yourself", "attention seeker", "fat pig",
    "go back to your country", "nobody asked you", "drama queen", "liar", "clown", "snowflake", "hypochondriac",
]  # fmt: skip


def begin_lists(apps: Any, schema_editor: Any) -> None:
    entries = apps.get_model("comments", "ListEntry").objects
    begun = [("recognised_host", host) for host in RECOGNISED] + [("listed_word", word) for word in WORDS]
    for kind, value in begun:
        entries.get_or_create(kind=kind, value=value)


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_keep_lists")]

    operations = [migrations.RunPython(begin_lists, migrations.RunPython.noop)]
