"""`manage.py seed`: the demo content, made by the same deeds that authors and readers use."""

import io
import re
from datetime import datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from articles import images, publishing, sources
from articles.importing.markdown import read_markdown
from articles.models import Article, Category, Contributor, HelpLine, Image, Policy, PolicyVersion, SiteSettings, Source
from comments.models import Comment, Decision
from comments.posting import post
from comments.transitions import transition
from healthsite.demo import content, drawings

GROUPS = {"author": "Authors", "editor": "Editors", "moderator": "Moderators"}
LICENCE = "CC0 1.0"
_CITED = re.compile(r"\[source:([a-z0-9, -]+)\]")


class Command(BaseCommand):
    help = "Fill the site with demo content. Safe to repeat; refuses to run on anything but one's own machine."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.INSECURE_LOOPBACK:
            raise CommandError(
                "seed makes log-ins with a password that everyone knows, so it runs only where INSECURE_LOOPBACK is on."
            )
        with transaction.atomic():
            self._make_people()
            self._make_places()
            for text in content.policies():
                self._make_policy(read_markdown(text))
            self.sources = {row.pop("key"): self._source(row) for row in content.sources()}
            made = [self._make_article(read_markdown(text)) for text in content.articles()]
            self._withdraw_what_is_withdrawn()
            self._make_discussion()
        self.stdout.write(f"{sum(made)} articles made, {len(made) - sum(made)} were there already.")

    def _make_people(self) -> None:
        people = get_user_model()
        for row in content.contributors():
            Contributor.objects.get_or_create(slug=row["slug"], defaults={**row, "biography": row["biography"].strip()})
        for account in content.accounts():
            if people.objects.filter(email=account.email).exists():
                continue
            user = people.objects.create_user(
                account.email,
                account.display_name,
                content.PASSWORD,
                is_staff=account.role in (*GROUPS, "administrator"),
                is_superuser=account.role == "administrator",
            )
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
            if account.role in GROUPS:
                user.groups.add(Group.objects.get(name=GROUPS[account.role]))
            if account.contributor:
                Contributor.objects.filter(slug=account.contributor, user=None).update(user=user)

    def _make_places(self) -> None:
        for row in content.categories():
            parent_path, _, slug = row["path"].rpartition("/")
            if Category.objects.filter(url_path=row["path"]).exists():
                continue
            fields = {"name": row["name"], "slug": slug, "introduction": row["introduction"]}
            if parent_path:
                Category.objects.add_child(Category.objects.get(url_path=parent_path), fields)
            else:
                Category.objects.add_root(fields)
        SiteSettings.objects.get_or_create(
            pk=SiteSettings.ONLY,
            defaults={"tagline": "Health information you can check, and people to talk it over with."},
        )
        if not HelpLine.objects.exists():
            for position, row in enumerate(content.help_lines()):
                HelpLine.objects.create(position=position, **row)

    def _make_policy(self, page: Any) -> None:
        kind = page.meta["kind"]
        order = list(Policy.Kind.values)
        policy, _ = Policy.objects.get_or_create(
            kind=kind, defaults={"title": page.title, "position": order.index(kind)}
        )
        if not policy.versions.exists():
            PolicyVersion.objects.create(policy=policy, body=page.body)

    def _make_article(self, page: Any) -> bool:
        """Make the article of the demo file `page`, in the state that it names; False when it is there."""
        if Article.objects.filter(slug=page.slug).exists():
            return False
        people = {contributor.slug: contributor for contributor in Contributor.objects.all()}
        authors = [people[slug] for slug in page.meta["authors"]]
        draft = publishing.Draft(
            title=page.title,
            summary=page.summary,
            body=_CITED.sub(self._numbers_of, self._with_picture(page)),
            category=Category.objects.get(url_path=page.meta["category"]),
            contributors=authors,
            further_reading=[self.sources[key] for key in page.meta.get("further_reading", ())],
        )
        by = next((author.user for author in authors if author.user), None)
        article = publishing.start(draft, by=by, slug=page.slug)
        if page.meta["state"] != "draft":
            publishing.publish(article.latest, by=by, at=self._moment(page.meta))
        return True

    def _source(self, row: dict[str, Any]) -> Source:
        """The row of the library for a work of the demo, made when there is none."""
        there = Source.objects.filter(title=row["title"], authors=row["authors"]).first()
        if there is None:
            there = Source(**row)
            sources.save(there, by=None)
        return there

    def _numbers_of(self, cited: re.Match[str]) -> str:
        """A citation with the numbers of its sources in the place of their keys."""
        return f"[source:{', '.join(str(self.sources[key.strip()].pk) for key in cited[1].split(','))}]"

    def _with_picture(self, page: Any) -> str:
        name = page.meta.get("image")
        if not name:
            return page.body
        image = Image.objects.filter(title=name).first()
        if image is None:
            image = Image.objects.create(title=name, credit="healthsite", licence=LICENCE)
            data = io.BytesIO()
            drawings.draw(name).save(data, "PNG")
            data.seek(0)
            images.add_version(image, images.read(data), by=None)
        figure = (
            f'<figure><img src="{escape(image.current().file.url)}" alt="{escape(page.meta["image_alt"])}">'
            f"<figcaption>{escape(page.meta.get('image_caption', ''))}</figcaption></figure>"
        )
        # At the end of the first section: the page begins with words, not with a picture.
        beginning, heading, rest = page.body.partition("<h2")
        section, next_heading, others = rest.partition("<h2")
        return f"{beginning}{heading}{section}{figure}{next_heading}{others}"

    def _moment(self, meta: dict[str, Any]) -> datetime:
        day = timezone.localdate() - timedelta(days=meta["published"])
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(meta["hour"])))

    def _withdraw_what_is_withdrawn(self) -> None:
        for page in map(read_markdown, content.articles()):
            article = Article.objects.get(slug=page.slug)
            if page.meta["state"] == "withdrawn" and article.state() == Article.State.LIVE:
                publishing.withdraw(
                    article,
                    by=None,
                    reason=page.meta["reason"],
                    alternatives=Article.objects.filter(slug__in=page.meta["alternatives"]),
                )

    def _make_discussion(self) -> None:
        """Post every comment at its time, then let its author or the moderator decide as the demo file says."""
        if Comment.objects.exists():
            return
        people = {user.display_name: user for user in get_user_model().objects.all()}
        moderator = next(people[account.display_name] for account in content.accounts() if account.role == "moderator")
        articles = {article.slug: article for article in Article.objects.published()}
        made: dict[str, Comment] = {}
        later: list[tuple[Comment, dict[str, Any], datetime]] = []
        for row in content.discussion():
            article = articles[row["article"]]
            at = article.editions.live().get().published_at + timedelta(minutes=row["minutes_after"])
            above = made[row["parent"]].public_id if row["parent"] else ""
            comment = post(
                author=people[row["author"]],
                article=article,
                text=row["text"],
                parent=above,
                answered=True,
                at=at,
            )
            made[row["id"]] = comment
            if row["status"] == "held":
                continue
            if comment.status == Comment.Status.HELD:
                transition(comment, Comment.Status.PUBLISHED, actor=moderator, role=Decision.Role.MODERATOR, at=at)
            if row["status"] != Comment.Status.PUBLISHED:
                later.append((comment, row, at + timedelta(hours=3)))
        for comment, row, at in later:
            own = row["status"] == Comment.Status.WITHDRAWN
            transition(
                comment,
                row["status"],
                actor=comment.author if own else moderator,
                role=Decision.Role.AUTHOR if own else Decision.Role.MODERATOR,
                reason="" if own else row["reason"],
                at=at,
            )
