"""What readers say below an article, for programs that follow it: an Atom feed of the newest public comments."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any
from xml.sax.saxutils import XMLGenerator

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.caching import public_page
from articles.models import Article, ArticleAddress, Edition, SiteSettings

from ..models import Comment, Decision
from ..remarks import told_beside
from ..threads import shown_name

COMMENTS_IN_A_FEED = 50
# A date of a whole second can't tell two changes within it apart, so a change this young is told by its tag alone.
UNSETTLED = timedelta(seconds=2)

# Signs that no XML can hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class CommentFeed(Atom1Feed):
    """Atom, where an entry holds the whole comment and an empty feed is as old as what it belongs to."""

    def latest_post_date(self) -> datetime:
        """When anything in the discussion last changed, also when that took something away."""
        return self.feed["changed"]

    def add_item_elements(self, handler: XMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html"})


@require_safe
@public_page
def comment_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest public comments below the article at this address, 304 for who has them already.

    A permanent redirect from an address that the article had before; 410 when it was withdrawn, else 404.
    """
    edition = Edition.objects.live().filter(article__slug=slug).select_related("article").defer("body_html").first()
    if edition is None:
        return _without_article(request, slug)
    article = edition.article
    comments = list(
        Comment.objects.published()
        .filter(article=article)
        .only("public_id", "html", "author_name", "anonymous", "created_at", "published_at", "edited_at", "remarks")
        .order_by("-published_at", "-pk")[:COMMENTS_IN_A_FEED]
    )
    decided = Decision.objects.filter(comment__article=article).aggregate(at=Max("created_at"))["at"]
    edits = [comment.edited_at for comment in comments if comment.edited_at]
    changed = max([edition.live_from, *filter(None, [decided]), *edits])
    body = _atom(request, article, edition, comments, changed)
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    settled = int(changed.timestamp()) if timezone.now() - changed > UNSETTLED else None
    response["ETag"] = tag
    if settled:
        response["Last-Modified"] = http_date(settled)
    return get_conditional_response(request, etag=tag, last_modified=settled, response=response)


def _atom(
    request: HttpRequest, article: Article, edition: Edition, comments: list[Comment], changed: datetime
) -> bytes:
    site = SiteSettings.current()
    host = request.get_host().partition(":")[0]
    feed = CommentFeed(
        title=_for_xml(_("Comments on “%(title)s”") % {"title": edition.title}),
        link=request.build_absolute_uri(f"{article.get_absolute_url()}#comments"),
        description=None,
        subtitle=_for_xml(_("What readers write at %(site)s. It is their own view.") % {"site": site.name}),
        feed_url=request.build_absolute_uri(feed_url(article)),
        # The address may change, what it is the feed of does not.
        feed_guid=f"tag:{host},{article.created_at:%Y-%m-%d}:discussion/{article.pk}",
        language=edition.language,
        changed=changed,
    )
    for comment in comments:
        name = _for_xml(shown_name(comment))
        feed.add_item(
            title=_("%(name)s on “%(title)s”") % {"name": name, "title": _for_xml(edition.title)},
            link=request.build_absolute_uri(comment.get_absolute_url()),
            description=None,
            author_name=name,
            pubdate=comment.published_at,
            updateddate=comment.edited_at or comment.published_at,
            unique_id=f"tag:{host},{comment.created_at:%Y-%m-%d}:comment/{comment.public_id}",
            html=_for_xml(comment.html + "".join(f"<p>({escape(told)})</p>" for told in told_beside(comment))),
        )
    return feed.writeString("utf-8").encode()


def feed_url(article: Article) -> str:
    """The address of the feed of an article's comments."""
    return reverse("comments:feed", args=[article.slug])


def _for_xml(text: str) -> str:
    return _NOT_XML.sub("", text)


def _without_article(request: HttpRequest, slug: str) -> HttpResponse:
    moved = ArticleAddress.objects.select_related("article").filter(slug=slug).first()
    if moved:
        return redirect(feed_url(moved.article), permanent=True)
    if Article.objects.gone().filter(slug=slug).exists():
        return render(request, "410.html", status=410)
    raise Http404
