"""Mentions: who can be mentioned, what readers see of it, who hears of it and who never does."""

import pytest
from django.urls import reverse

from comments.editing import edit, seen_state
from comments.mentions import people_in_thread
from comments.models import Comment, IgnoredPerson, MailPreference, MutedThread
from comments.rendering import render_mentioning
from comments.transitions import transition
from healthsite.accounts.models import User
from tests.comments.conftest import remove
from tests.comments.letterbox import mail_that_leaves, to
from tests.comments.test_post_comment import MOST_QUERIES, send
from tests.conftest import make_person

pytestmark = pytest.mark.usefixtures("publish_first")


@pytest.fixture
def bear(db):
    return make_person("bear@example.org", "Little Bear")


@pytest.fixture
def thread(say, rui, eve, bear):
    """A thread that Rui began and in which Eve and Little Bear have written. Its news is over."""
    root = say()
    say("Me too.", by=eve, parent=root)
    say("And me.", by=bear, parent=root)
    mail_that_leaves()
    return root


def mentioned(comment):
    """The names, as they are now, of the accounts that the comment's newest words mention."""
    return set(User.objects.filter(pk__in=comment.current_version.mentioned).values_list("display_name", flat=True))


class WhoCanBeMentionedTests:
    def test_somebody_who_wrote_in_the_thread(self, say, thread, sam):
        comment = say("Thank you @Eve, it helped.", by=sam, parent=thread)
        assert mentioned(comment) == {"Eve"}
        assert comment.html == "<p>Thank you <strong>@Eve</strong>, it helped.</p>"

    def test_a_name_of_several_words_is_taken_whole(self, say, thread, sam):
        comment = say("@little bear and you?", by=sam, parent=thread)
        assert mentioned(comment) == {"Little Bear"}
        assert "<strong>@little bear</strong> and" in comment.html

    def test_of_two_names_that_fit_the_longest_is_meant(self, say, thread, sam):
        say("Hello.", by=make_person("li@example.org", "Little"), parent=thread)
        assert mentioned(say("@Little Bear?", by=sam, parent=thread)) == {"Little Bear"}
        assert mentioned(say("@Little bird?", by=sam, parent=thread)) == {"Little"}

    @pytest.mark.parametrize(
        "words",
        [
            "Nobody here",
            "@Evelyn is another",
            "@Sam was never here",
            "mail me at rui@Eve",
            r"shown as typed: \@Eve",
            "see https://example.org/@Eve",
            "a picture ![@Eve](https://example.org/a.png)",
            "[a link](https://example.org/@Eve)",
        ],
    )
    def test_other_words_mention_nobody(self, say, thread, mo, words):
        comment = say(words, by=mo, parent=thread)
        assert mentioned(comment) == set()
        assert "<strong>" not in comment.html

    def test_a_new_thread_and_another_thread_have_nobody_to_mention(self, say, thread, sam):
        other = say("Something else.")
        assert mentioned(say("@Eve?", by=sam)) == set()
        assert mentioned(say("@Eve?", by=sam, parent=other)) == set()

    def test_at_most_three_are_mentioned_and_each_once(self, say, thread, sam):
        for name in ("Ada", "Ben"):
            say("Hello.", by=make_person(f"{name}@example.org", name), parent=thread)
        comment = say("@Ada @Ben @Ada @Eve @Little Bear", by=sam, parent=thread)
        assert mentioned(comment) == {"Ada", "Ben", "Eve"}
        assert "@Little Bear</p>" in comment.html

    def test_nobody_mentions_themselves(self, say, thread, eve):
        assert mentioned(say("As @Eve I say", by=eve, parent=thread)) == set()

    def test_trying_names_does_not_find_who_wrote_without_theirs(self, say, thread, eve, sam):
        Comment.objects.filter(author=eve).update(anonymous=True)
        comment = say("@Eve?", by=sam, parent=thread)
        assert (mentioned(comment), comment.html) == (set(), "<p>@Eve?</p>")

    @pytest.mark.parametrize("status", ["held", "rejected", "spam"])
    def test_what_is_not_public_makes_nobody_part_of_the_thread(self, say, thread, mo, eve, sam, status):
        reason = "" if status == "held" else "abuse"
        transition(Comment.objects.get(author=eve), status, actor=mo, role="moderator", reason=reason)
        assert mentioned(say("@Eve?", by=sam, parent=thread)) == set()

    def test_whoever_takes_the_name_later_is_not_meant(self, say, thread, eve, sam):
        comment = say("Thank you @Eve", by=sam, parent=thread)
        eve.display_name = "Evangeline"
        eve.save()
        make_person("second@example.org", "Eve")
        assert comment.current_version.mentioned == [eve.pk]
        assert "@Eve" in comment.html

    def test_a_changed_comment_mentions_whom_it_names_now(self, say, thread, bear, sam):
        comment = say("@Eve?", by=sam, parent=thread)
        comment = edit(comment, "@Little Bear?", by=sam, seen=seen_state(comment))
        assert mentioned(comment) == {"Little Bear"}

    def test_a_name_is_printed_as_words_whatever_is_in_it(self):
        html, names = render_mentioning("Hi @<b>x</b> and @a&b.", ["<b>x</b>", "a&b"])
        assert names == ["<b>x</b>", "a&b"]
        assert html == "<p>Hi <strong>@&lt;b&gt;x&lt;/b&gt;</strong> and <strong>@a&amp;b</strong>.</p>"


class WhoHearsTests:
    def test_whoever_is_mentioned_hears_of_it(self, say, thread, sam):
        say("Thank you @Eve", by=sam, parent=thread)
        sent = {message.to[0]: message for message in mail_that_leaves()}
        assert sorted(sent) == ["eve@example.org", "rui@example.org"]
        letter = sent["eve@example.org"]
        assert letter.subject == "Sam mentioned you in a comment on “Living with hay fever”"
        assert "because somebody mentioned you in a discussion" in letter.body

    def test_an_answer_that_mentions_is_one_mail_about_the_answer(self, say, thread, sam):
        say("Thank you @Rui", by=sam, parent=thread)
        assert [message.subject for message in mail_that_leaves()] == [
            "Sam replied to your comment on “Living with hay fever”"
        ]

    def test_it_has_a_mail_preference_of_its_own(self, as_, say, thread, eve, sam):
        as_(eve).post(reverse("my:choose_mail"), {"frequency": "instant", "replies": "on"})
        wants = MailPreference.objects.get(person=eve)
        assert (wants.mentioned, wants.replies) == (False, True)
        say("Thank you @Eve", by=sam, parent=thread)
        assert to(mail_that_leaves()) == ["rui@example.org"]

    def test_not_whoever_ignores_the_writer(self, say, thread, eve, sam):
        IgnoredPerson.objects.create(person=eve, ignored=sam)
        say("Thank you @Eve", by=sam, parent=thread)
        assert to(mail_that_leaves()) == ["rui@example.org"]

    def test_not_whoever_muted_the_thread(self, say, thread, eve, sam):
        MutedThread.objects.create(person=eve, root=thread)
        say("Thank you @Eve", by=sam, parent=thread)
        assert to(mail_that_leaves()) == ["rui@example.org"]

    def test_never_from_a_comment_that_waits_but_once_it_is_public(self, say, thread, sam, mo):
        comment = say("Thank you @Eve", by=sam, parent=thread, status="held")
        remove(comment, mo)
        assert "eve@example.org" not in to(mail_that_leaves())
        transition(
            Comment.objects.get(pk=comment.pk),
            "published",
            actor=make_person("n@example.org", "Nim", "Moderators"),
            role="moderator",
        )
        assert "eve@example.org" in to(mail_that_leaves())

    def test_not_when_the_name_was_taken_out_before_the_mail_left(self, say, thread, eve, sam):
        MailPreference.objects.create(person=eve, frequency="daily")
        comment = say("Thank you @Eve", by=sam, parent=thread)
        mail_that_leaves()
        edit(comment, "Thank you", by=sam, seen=seen_state(comment))
        assert to(mail_that_leaves(days=1)) == []

    def test_an_erased_comment_mentions_nobody(self, say, thread, sam):
        comment = say("Thank you @Eve", by=sam, parent=thread)
        comment = transition(comment, "erased", actor=None, role="privacy")
        assert mentioned(comment) == set()


class CostTests:
    def test_posting_stays_within_its_queries(self, as_, say, thread, sam, article, django_assert_max_num_queries):
        client = as_(sam)
        send(client, article)
        with django_assert_max_num_queries(MOST_QUERIES):
            send(client, article, text="@Eve @Rui @Little Bear", parent=thread.public_id)
        assert mentioned(Comment.objects.latest("pk")) == {"Eve", "Rui", "Little Bear"}

    def test_a_text_without_a_sign_costs_nothing(self, thread, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert people_in_thread(thread, "No names here, mail a@b.example") == {}

    def test_many_signs_cost_one_query(self, thread, django_assert_num_queries):
        with django_assert_num_queries(1):
            people_in_thread(thread, " ".join(f"@a{n}" for n in range(500)))

    def test_the_box_says_how_where_somebody_is_answered(self, as_, thread, sam, article):
        client = as_(sam)
        hint = "write @ before their name"
        assert hint in client.get(f"{article.get_absolute_url()}?reply={thread.public_id}").content.decode()
        assert hint not in client.get(article.get_absolute_url()).content.decode()
