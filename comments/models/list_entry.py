from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..screening import links, words

# Longer than the longest host name (253) by no more than needed, and than any word or phrase.
VALUE_LENGTH = 255
KEY = "comments.lists"
# Every change forgets what is kept. Where processes keep a memory each, the others read anew within this time.
SECONDS = 30
# Names under which anybody can have a site: whoever lists one means all of them.
SHARED = frozenset({
    "ac.uk", "blogspot.com", "co.in", "co.jp", "co.nz", "co.uk", "co.za", "com.ar", "com.au", "com.br", "com.cn",
    "com.mx", "com.tr", "github.io", "ltd.uk", "me.uk", "ne.jp", "net.au", "netlify.app", "or.jp", "org.au", "org.br",
    "org.nz", "org.uk", "pages.dev", "plc.uk", "tumblr.com", "vercel.app", "web.app", "weebly.com", "wixsite.com",
    "wordpress.com",
})  # fmt: skip


@dataclass(frozen=True)
class Lists:
    """The site's own lists, as the checks want them: hosts without scheme and "www.", words as they are compared."""

    recognised_hosts: frozenset[str] = frozenset()
    shop_hosts: frozenset[str] = frozenset()
    blocked_hosts: frozenset[str] = frozenset()
    listed_words: frozenset[str] = frozenset()
    allowed_words: frozenset[str] = frozenset()


class ListEntryQuerySet(models.QuerySet):
    """Entries that are ..."""

    def lists(self) -> Lists:
        """All of them as `Lists`. No query while they are kept, one else."""
        kept = cache.get(KEY)
        if kept is None:
            kept = self.lists_now()
            cache.set(KEY, kept, SECONDS)
        return kept

    def lists_now(self) -> Lists:
        """All of them as `Lists`, as the database has them. One query."""
        found: dict[str, set[str]] = {kind: set() for kind in ListEntry.Kind.values}
        for kind, value in ListEntry.objects.values_list("kind", "value"):
            found[kind].add(value)
        return Lists(**{f"{kind}s": frozenset(values) for kind, values in found.items()})


class ListEntry(models.Model):
    """A host or a word about which this site has an opinion of its own. The moderators keep them."""

    class Kind(models.TextChoices):
        RECOGNISED_HOST = "recognised_host", gettext_lazy("Recognised health bodies")
        SHOP_HOST = "shop_host", gettext_lazy("Shops")
        BLOCKED_HOST = "blocked_host", gettext_lazy("Blocked sites")
        LISTED_WORD = "listed_word", gettext_lazy("Words that somebody looks at")
        ALLOWED_WORD = "allowed_word", gettext_lazy("Words that are always allowed")

    HOSTS: ClassVar = frozenset({Kind.RECOGNISED_HOST, Kind.SHOP_HOST, Kind.BLOCKED_HOST})

    kind = models.CharField(gettext_lazy("list"), max_length=20, choices=Kind.choices)
    value = models.CharField(gettext_lazy("host or word"), max_length=VALUE_LENGTH)
    note = models.CharField(gettext_lazy("note"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(gettext_lazy("added"), default=timezone.now, editable=False)

    objects: ClassVar = ListEntryQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "value"]
        verbose_name = gettext_lazy("entry of a list")
        verbose_name_plural = gettext_lazy("entries of lists")
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "value"], name="list_entry_once_a_kind")]

    def __str__(self) -> str:
        return str(self.value)

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        forget_lists()

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        answer = super().delete(*args, **kwargs)
        forget_lists()
        return answer


def forget_lists() -> None:
    """Have the lists read anew, once what changed them is written for good."""
    transaction.on_commit(lambda: cache.delete(KEY))


def normal_value(kind: str, typed: str) -> str:
    """The form in which an entry is kept: a host without scheme, path and "www.", a word as it is compared.

    Raises ValidationError for what is no host that one could link to, or no word, and for what could not be meant.
    """
    typed = typed.strip()
    if len(typed) > VALUE_LENGTH:
        raise ValidationError(_("That is too long."))
    if kind not in ListEntry.HOSTS:
        word = words.compared(typed)
        if not word:
            raise ValidationError(_("“%(typed)s” has no word in it.") % {"typed": typed})
        if word.count(" ") >= words.LONGEST_PHRASE:
            raise ValidationError(_("A phrase has at most %(n)d words.") % {"n": words.LONGEST_PHRASE})
        if kind == ListEntry.Kind.LISTED_WORD and word in words.MEDICAL:
            raise ValidationError(
                _("“%(typed)s” is a word that a health site needs: it is always allowed.") % {"typed": typed}
            )
        return word
    address = links.parse(typed)
    host = address.host if address else ""
    if not host or address.is_number or address.has_user or "." not in host.strip(".") or not links.is_host(host):
        raise ValidationError(_("“%(typed)s” is not the name of a site, such as example.org.") % {"typed": typed})
    if host in SHARED:
        raise ValidationError(
            _("“%(typed)s” would stand for everybody’s sites below it. Name the one that you mean.") % {"typed": typed}
        )
    return host
