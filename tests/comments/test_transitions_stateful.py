"""Random deeds of readers, moderators and a deleter, in any order: what must hold, holds after each."""

import contextlib
import itertools
import json
import re
from datetime import timedelta

import pytest
from django.db.models import Count, F, Q
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from articles.models import Article
from comments import editing, helpfulness, reporting, sanctions
from comments.audit import differences
from comments.leaving import export, leave
from comments.models import Comment, CommentVersion, Decision, Report, ReviewItem, Sanction, Thread
from comments.posting import PostRefused, post
from comments.transitions import Conflict, NotAllowed, transition, undo
from tests.comments.letterbox import mail_that_leaves
from tests.conftest import make_person
from tests.factories import make_article

NUMBERS, CANARIES = itertools.count(), itertools.count()
# Calm ones, and such as are flagged or asked about.
TEXTS = st.one_of(
    st.text(min_size=1, max_size=20),
    st.sampled_from(["You should take 40 mg of it.", "Write to rui@example.org.", "See https://pills.example/now"]),
)


def with_canary(text: str) -> str:
    """`text` with a word that stands nowhere else, to be looked for on pages and in mail."""
    return f"{text} canary{next(CANARIES)}x"


class Discussion(RuleBasedStateMachine):
    comments = Bundle("comments")

    @initialize(mode=st.sampled_from(["publish", "hold"]))
    def people(self, mode):
        number = next(NUMBERS)
        self.article = make_article(f"Talk {number}")
        Thread.objects.create(article=self.article, mode=mode)
        name = "abcdefghijklmnopqrstuvwxyz"[number % 26] + "abcdefghijklmnopqrstuvwxyz"[number // 26 % 26]
        self.readers = [make_person(f"reader{n}-{number}@example.org", f"Reader {n} {name}") for n in "xyz"]
        self.moderators = [make_person(f"mod{n}-{number}@example.org", f"Minder {n} {name}") for n in "xyz"]
        self.seen = {}

    @rule(target=comments, who=st.integers(0, 2), text=TEXTS)
    def write(self, who, text):
        try:
            return post(author=self.readers[who], article=self.article, text=with_canary(text), answered=True)
        except PostRefused:
            return multiple()

    @rule(target=comments, parent=comments, who=st.integers(0, 2))
    def answer(self, parent, who):
        lines = [parent]
        while lines[-1].parent_id:
            lines.append(lines[-1].parent)
        stands = all(Comment.objects.get(pk=line.pk).is_public for line in lines)
        try:
            reply = post(
                author=self.readers[who], article=self.article, text=with_canary("Yes."), parent=parent.public_id
            )
        except PostRefused:
            assert not stands
            return multiple()
        assert stands
        return reply

    @rule(comment=comments, who=st.integers(0, 2), to=st.sampled_from(["published", "published", "rejected", "held"]))
    def moderate(self, comment, who, to):
        # The usual deeds of a moderator, so that there is something public to answer, to count and to take down.
        with contextlib.suppress(NotAllowed):
            transition(
                comment, to, actor=self.moderators[who], role="moderator", reason="abuse" if to == "rejected" else ""
            )

    @rule(comment=comments, text=TEXTS, stale=st.booleans())
    def change(self, comment, text, stale):
        before = Comment.objects.select_related("author").get(pk=comment.pk)
        seen = "published-0" if stale else editing.seen_state(before)
        with contextlib.suppress(PostRefused):
            if before.author:
                editing.edit(comment, with_canary(text), by=before.author, seen=seen, answered=True)
        assert Comment.objects.get(pk=comment.pk).status == before.status

    @rule(comment=comments, who=st.integers(0, 2), reason=st.sampled_from(["abuse", "at_risk", "spam"]))
    def report(self, comment, who, reason):
        public = Comment.objects.get(pk=comment.pk).is_public
        try:
            reporting.report(comment, reason=reason, by=self.readers[who])
        except reporting.NotReportable:
            assert not public
        else:
            assert public

    @rule(comment=comments, who=st.integers(0, 2), deed=st.sampled_from([helpfulness.put, helpfulness.take_back]))
    def mark(self, comment, who, deed):
        with contextlib.suppress(helpfulness.NotPossible):
            deed(comment, by=self.readers[who])

    @rule(comment=comments, who=st.integers(0, 2))
    def take_back(self, comment, who):
        decision = Decision.objects.filter(comment=comment).last()
        with contextlib.suppress(Conflict, NotAllowed):
            undo(decision, actor=self.moderators[who])

    @rule(comment=comments, who=st.integers(0, 2), kind=st.sampled_from([Sanction.Kind.PREMOD, Sanction.Kind.READONLY]))
    def sanction(self, comment, who, kind):
        comment = Comment.objects.get(pk=comment.pk)
        with contextlib.suppress(sanctions.SanctionRefused):
            sanctions.give(comment, kind, by=self.moderators[who], reason="abuse", length=timedelta(days=1))

    @rule(who=st.integers(0, 2), keep_words=st.booleans())
    def go(self, who, keep_words):
        # The account stays, as a newcomer: what matters is what becomes of the words.
        leave(self.readers[who], keep_words=keep_words)

    @rule()
    def let_letters_leave(self):
        shown = self.hidden()
        for message in mail_that_leaves():
            assert not shown & canaries_in(f"{message.subject} {message.body}")

    @rule(who=st.integers(0, 2))
    def read_everything_as_others_do(self, who):
        hidden = self.hidden()
        browser = Client()
        pages = [self.article.get_absolute_url(), f"{self.article.get_absolute_url()}comments/feed/"]
        pages += [comment.get_absolute_url() for comment in Comment.objects.filter(article=self.article)[:8]]
        for path in pages:
            assert not hidden & canaries_in(browser.get(path, follow=True).content.decode())
        # What others take along holds their own words only.
        theirs = CommentVersion.objects.filter(comment__author=self.readers[who]).values_list("source", flat=True)
        taken = canaries_in(json.dumps(export(self.readers[who]), default=str))
        assert taken <= canaries_in(" ".join(theirs))

    def hidden(self):
        """The canaries of all that the public may not read now."""
        public = Comment.objects.published().values("published_version")
        versions = CommentVersion.objects.filter(comment__article=self.article)
        return canaries_in(" ".join(versions.exclude(pk__in=public).values_list("source", flat=True)))

    @rule(comment=comments)
    def look(self, comment):
        self.seen[comment.pk] = Comment.objects.get(pk=comment.pk).lock_version

    @rule(
        comment=comments,
        who=st.integers(0, 2),
        to=st.sampled_from(Comment.Status.values),
        role=st.sampled_from(Decision.Role.values),
        stale=st.booleans(),
        reason=st.sampled_from(["", "abuse"]),
    )
    def decide(self, comment, who, to, role, stale, reason):
        people = {"author": self.readers, "rule": [None] * 3, "privacy": [None] * 3}.get(role, self.moderators)
        seen = self.seen.get(comment.pk) if stale else None
        before = Decision.objects.filter(comment=comment).count()
        try:
            result = transition(comment, to, actor=people[who], role=role, seen_lock=seen, reason=reason)
        except (Conflict, NotAllowed):
            assert Decision.objects.filter(comment=comment).count() == before
        else:
            assert result.status == to

    @invariant()
    def counts_are_counts(self):
        if not hasattr(self, "article"):
            return
        rows = {row.pk: row for row in Comment.objects.filter(article=self.article)}
        below = dict.fromkeys(rows, 0)
        for row in rows.values():
            above = row.parent_id
            while above:
                below[above] += row.is_public
                above = rows[above].parent_id
        assert {pk: row.reply_count for pk, row in rows.items()} == below
        count = Article.objects.values_list("comment_count", flat=True).get(pk=self.article.pk)
        assert count == sum(row.is_public for row in rows.values())

    @invariant()
    def exactly_what_is_held_changed_or_reported_waits_for_review(self):
        if not hasattr(self, "article"):
            return
        below = Comment.objects.filter(article=self.article)
        waits = {comment.pk for comment in below.filter(status="held")}
        changed = ~Q(published_version=F("current_version"))
        waits |= set(below.filter(changed, status="published").values_list("pk", flat=True))
        waits |= set(Report.objects.open().filter(comment__in=below).values_list("comment", flat=True))
        items = ReviewItem.objects.open().filter(comment__article=self.article).values_list("comment", flat=True)
        assert waits <= set(items)
        # Besides these only what a check has flagged is looked at, and nothing twice.
        assert len(items) == len(set(items))
        flagged = {row.pk for row in below.select_related("current_version") if row.current_version.found}
        assert set(items) - waits <= flagged

    @invariant()
    def marks_are_counted(self):
        if not hasattr(self, "article"):
            return
        for comment in Comment.objects.filter(article=self.article).annotate(marks=Count("helpful_marks")):
            assert comment.helpful_count == comment.marks
            assert comment.helpful_score == helpfulness.score_of(comment.marks)

    @invariant()
    def decisions_played_again_give_the_status(self):
        if not hasattr(self, "article"):
            return
        for comment in Comment.objects.filter(article=self.article).prefetch_related("decisions"):
            status = ""
            for decision in comment.decisions.all():
                assert decision.from_status == status
                status = decision.to_status
            assert status == comment.status

    def teardown(self):
        # At the end of a run, for it looks at everything.
        assert not list(differences())

    @invariant()
    def nothing_but_the_public_is_ready_to_print(self):
        assert not Comment.objects.exclude(status="published").exclude(html="").exists()


def canaries_in(text: str) -> set[str]:
    return set(re.findall(r"canary\d+x", text))


class StatefulTests:
    @pytest.mark.django_db
    def test_whatever_happens_the_counts_the_queue_and_the_history_agree(self):
        run_state_machine_as_test(
            Discussion,
            settings=settings(
                max_examples=25,
                stateful_step_count=30,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
