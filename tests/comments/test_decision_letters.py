"""The letter about a decision: which words, which rule, machine or human, what to change, and what can be done."""

import pytest
from django.test import Client
from django.urls import reverse

from comments.editing import edit, seen_state
from comments.models import Comment, Decision, Draft, ReasonTemplate
from comments.readers.decision_letters import CHANGES, RULES
from comments.transitions import transition
from tests.comments.conftest import remove
from tests.comments.letterbox import mail_that_leaves
from tests.conftest import make_person
from tests.factories import make_article

# Word for word what a writer gets: the reason, the rule, and what to change.
LETTERS = {
    "at_risk": (
        "Someone may be at risk",
        "Nothing may stand here that could put somebody in danger.",
        "Leave out what could lead somebody to harm. How you feel may stand: say that, and people will answer kindly.",
    ),
    "dangerous_advice": (
        "Advice about treatment or doses that may harm",
        "Never tell others what dose to take, or to start, stop or change a medicine.",
        "Tell what happened to you and what you decided with those who treat you. Leave out amounts, and what others"
        " should take or stop.",
    ),
    "selling": (
        "Selling or sourcing medicines",
        "No selling of medicines, and no telling where to get them.",
        "Leave out where a medicine can be had, and every way to reach a seller.",
    ),
    "misleading": (
        "A false or misleading health claim",
        "No promises of cures. If something helped you, say so. Do not say that it will help everyone.",
        "Say it as your own experience, or say where it comes from, so that others can check it.",
    ),
    "personal_information": (
        "Personal information",
        "No personal information about others, and no details by which someone could be recognised.",
        "Leave out names, addresses, numbers and whatever else tells who somebody is.",
    ),
    "impersonation": (
        "Pretending to be a professional",
        "Be honest about who you are.",
        "Leave out the title or the profession. If it is yours, the site can check it and show it beside your name.",
    ),
    "spam": (
        "Advertising",
        "No advertising, no links to shops, no collecting of money.",
        "Leave out the offer and its links.",
    ),
    "abuse": (
        "Hurtful to others",
        "Be kind. Disagree with what was said, not with the person.",
        "Say what you disagree with, and leave out what is aimed at a person.",
    ),
    "other": (
        "Against the community rules",
        "Comments keep to the community rules.",
        "Read the community rules once more, and write it in the way that they ask for.",
    ),
}


def letter(client, comment):
    response = client.get(reverse("my:decision", args=[comment.public_id]))
    assert response.status_code == 200
    return response.content.decode()


class LetterTests:
    def test_every_reason_has_one(self):
        assert set(LETTERS) == set(Decision.Reason.values) == set(RULES) == set(CHANGES)

    @pytest.mark.parametrize("reason", LETTERS)
    def test_it_says_the_reason_the_rule_and_what_to_change(self, as_, rui, mo, say, reason):
        comment = transition(say(), "rejected", actor=mo, role="moderator", reason=reason)
        page = letter(as_(rui), comment)
        why, rule, change = LETTERS[reason]
        assert f"<dd>{why}</dd>" in page
        assert f"<q>{rule}</q>" in page
        assert f"<dd>{change}</dd>" in page
        for words in ("This comment was removed", "A person read it and decided.", "about version 1 of your comment"):
            assert words in page
        assert "Edit and resubmit" in page
        assert reverse("my:appeal", args=[comment.public_id]) in page

    def test_it_quotes_the_line_that_the_moderators_keep(self, as_, rui, mo, say):
        ReasonTemplate.objects.update_or_create(
            reason="abuse", language="en", defaults={"text": "Dear writer", "rule": "Our rule & its words."}
        )
        page = letter(as_(rui), remove(say(), mo))
        assert "<q>Our rule &amp; its words.</q>" in page
        assert LETTERS["abuse"][1] not in page

    def test_spam_gets_the_plain_notice(self, as_, rui, mo, say):
        page = letter(as_(rui), remove(say(), mo, "spam"))
        assert "This comment was removed as advertising" in page
        assert "Edit and resubmit" not in page
        assert not any(part in page for part in LETTERS["abuse"])

    def test_it_shows_the_words_that_were_decided_about_when_they_are_others(self, as_, rui, mo, say, publish_first):
        comment = say("The first words")
        transition(comment, "held", actor=mo, role="moderator")
        comment.refresh_from_db()
        edit(comment, "The second words", by=rui, seen=seen_state(comment))
        page = letter(as_(rui), comment)
        assert "The words that were decided about" in page
        assert "The first words" in page
        assert "about version 1" in page

    def test_a_machine_is_called_one(self, as_, rui, say):
        comment = transition(say(), "held", actor=None, role="rule", rule="reports")
        assert "A rule of this site decided, without a person." in letter(as_(rui), comment)

    def test_no_moderators_name_is_in_it_or_in_the_mail(self, as_, rui, say):
        zora = make_person("zora@example.org", "Zora Quill", "Moderators")
        mail_that_leaves()
        comment = remove(say(), zora)
        (message,) = [each for each in mail_that_leaves() if each.to == ["rui@example.org"]]
        browser = as_(rui)
        pages = [letter(browser, comment), browser.get(reverse("my:comments")).content.decode(), message.body]
        assert not any("Zora" in page or "zora@" in page for page in pages)
        assert reverse("my:decision", args=[comment.public_id]) in message.body

    def test_a_stranger_finds_no_letter(self, as_, eve, mo, say):
        comment = remove(say(), mo)
        address = reverse("my:decision", args=[comment.public_id])
        assert as_(eve).get(address).status_code == 404
        assert as_(mo).get(address).status_code == 404
        assert Client().get(address)["Location"].startswith(reverse("account_login"))


class ResubmitTests:
    def again(self, client, comment, **more):
        return client.post(reverse("my:resubmit", args=[comment.public_id]), **more)

    def box(self, client, response):
        page = client.get(response["Location"].partition("#")[0])
        return page.context["form"]

    def send(self, client, form, article, text):
        values = {**{name: form.initial.get(name, "") for name in form.fields}, "text": text}
        return client.post(reverse("comments:post", args=[article.slug]), values)

    def test_the_words_come_back_in_the_same_place_and_the_old_one_stays_removed(self, as_, rui, eve, mo, article, say):
        parent = say(by=eve)
        comment, browser = remove(say("Words in question", parent=parent), mo), as_(rui)
        form = self.box(browser, self.again(browser, comment))
        assert form.initial["text"] == "Words in question"
        assert form.initial["parent"] == parent.public_id
        assert self.send(browser, form, article, "I was given it").status_code == 303
        fresh = Comment.objects.latest("pk")
        assert (fresh.parent, fresh.resubmits, fresh.status) == (parent, comment, "held")
        comment.refresh_from_db()
        assert comment.status == "rejected"
        assert not Draft.objects.exists()

    def test_where_the_place_is_gone_it_begins_a_thread(self, as_, rui, eve, mo, article, say):
        parent = say(by=eve)
        comment, browser = remove(say(parent=parent), mo), as_(rui)
        remove(parent, mo)
        form = self.box(browser, self.again(browser, comment))
        assert form.initial["parent"] == ""
        self.send(browser, form, article, "Better")
        assert Comment.objects.latest("pk").parent is None

    def test_the_moderator_sees_the_earlier_decision(self, as_, rui, mo, article, say, publish_first):
        comment, browser = remove(say(), mo), as_(rui)
        self.send(browser, self.box(browser, self.again(browser, comment)), article, "Better words")
        fresh = Comment.objects.latest("pk")
        assert fresh.review_items.get().reason_codes[-1] == "resubmitted"
        page = as_(mo).get(reverse("moderation:history", args=[fresh.public_id])).content.decode()
        assert "Its writer says anew what was removed" in page
        assert reverse("moderation:history", args=[comment.public_id]) in page

    def test_another_comment_meanwhile_is_not_taken_for_it(self, as_, rui, mo, article, say):
        comment, browser = remove(say(), mo), as_(rui)
        self.again(browser, comment)
        browser.post(reverse("comments:post", args=[article.slug]), {"text": "Something else", "key": "another"})
        assert Comment.objects.latest("pk").resubmits is None

    @pytest.mark.parametrize("status", ["held", "published", "spam", "withdrawn", "erased"])
    def test_only_what_was_rejected_comes_back(self, as_, rui, say, status):
        comment = say(status=status)
        assert self.again(as_(rui), comment)["Location"] == reverse("my:decision", args=[comment.public_id])
        assert not Draft.objects.exists()

    def test_the_normal_gate_stands(self, as_, rui, mo, article, say):
        comment = remove(say(), mo)
        article.thread.close(by=mo, reason="Enough was said.")
        response = self.again(as_(rui), comment, follow=True)
        assert "Enough was said." in response.content.decode()
        assert not Draft.objects.exists()

    def test_a_stranger_gets_nobodys_words(self, as_, eve, mo, say):
        comment = remove(say(), mo)
        assert self.again(as_(eve), comment).status_code == 404
        assert self.again(Client(), comment).status_code == 302
        assert not Draft.objects.exists()


class ListTests:
    def test_letters_cost_the_same_however_many(self, as_, rui, mo, say, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        remove(say(), mo)
        browser = as_(rui)
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("my:comments"))
        for n in range(5):
            remove(say(f"words {n}", below=make_article(f"Another {n}")), mo)
        with django_assert_num_queries(len(queries)):
            browser.get(reverse("my:comments"))
