"""A change of the rules is tried on what people decided, and what the trial says is what would have happened."""

import itertools
from dataclasses import replace

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comments.models import Comment, CommentVersion, ListEntry, Lists, ReviewItem, RuleChange
from comments.moderators.laboratory import (
    MOST_EXAMPLES,
    SECONDS,
    Case,
    Outcome,
    Trial,
    context_of,
    outcome_of,
    recent_cases,
    recent_decisions,
    try_change,
)
from comments.moderators.rules import Change, Rules, current_rules
from comments.posting import post
from comments.screening import screen
from comments.transitions import transition, undo
from tests.comments.conftest import remove
from tests.conftest import make_person
from tests.factories import make_article

Kind = ListEntry.Kind
EMPTY = Rules(Lists(), first_held=0)
POWDER = Change(Kind.LISTED_WORD, {"powder": ""})


def case(text="words", **known):
    return Case(text, **{"is_removed": False, "approvals": 9, **known})


class TrialTests:
    def test_it_counts_what_would_have_been_stopped_and_what_people_did_with_that(self):
        cases = [
            case("powder helped"),
            case("a walk helped"),
            case("buy powder", is_removed=True),
            case(is_removed=True),
        ]
        trial = try_change(POWDER, EMPTY, cases)
        assert trial == Trial(
            cases=4, seen=4, approved=2, removed=2, looked_approved=1, looked_removed=1, missed=1
        )  # fmt: skip
        assert trial.wrong == 1
        assert trial.rate == 50

    def test_a_blocked_site_is_held_and_a_word_only_looked_at(self):
        blocked = Change(Kind.BLOCKED_HOST, {"pills.example": ""})
        text = "See https://www.pills.example/a now"
        assert try_change(blocked, EMPTY, [case(text)]).held_approved == 1
        assert try_change(POWDER, EMPTY, [case("powder")]).looked_approved == 1

    def test_what_another_check_holds_already_is_no_difference(self):
        blocked = Change(Kind.BLOCKED_HOST, {"pills.example": ""})
        assert try_change(blocked, EMPTY, [case("https://pills.example, call me on 07700 900123")]).held == 0

    def test_what_goes_from_a_list_lets_through(self):
        rules = replace(EMPTY, lists=Lists(listed_words=frozenset({"powder"})))
        change = Change(Kind.LISTED_WORD, removed=("powder",))
        trial = try_change(change, rules, [case("powder"), case("powder", is_removed=True)])
        assert (trial.freed_approved, trial.freed_removed, trial.missed) == (1, 1, 1)

    def test_a_recognised_site_lets_the_links_of_new_writers_through(self):
        change = Change(Kind.RECOGNISED_HOST, {"clinic.example": ""})
        trial = try_change(change, EMPTY, [case("https://clinic.example/a", approvals=0)])
        assert trial.freed_approved == 1

    def test_what_the_article_itself_cites_is_never_held_unless_it_is_blocked(self):
        cited = case("https://clinic.example/a", approvals=0, source_hosts=frozenset({"clinic.example"}))
        assert try_change(Change(Kind.SHOP_HOST, {"clinic.example": ""}), EMPTY, [cited]).held == 0
        assert try_change(Change(Kind.BLOCKED_HOST, {"clinic.example": ""}), EMPTY, [cited]).held == 1

    def test_more_first_comments_hold_those_of_writers_with_fewer_approvals(self):
        cases = [case(approvals=number) for number in range(5)]
        change = Change("first_held", number=4)
        assert try_change(change, replace(EMPTY, first_held=2), cases).held_approved == 2

    def test_fewer_first_comments_still_hold_what_the_words_hold(self):
        cases = [case(approvals=1), case("call me on 07700 900123", approvals=1)]
        trial = try_change(Change("first_held", number=0), replace(EMPTY, first_held=3), cases)
        assert (trial.freed_approved, trial.held) == (1, 0)

    def test_examples_are_few_marked_and_begin_with_the_mistakes(self):
        cases = [case("powder", is_removed=True)] * 30 + [case("some powder here")]
        trial = try_change(POWDER, EMPTY, cases)
        assert len(trial.examples) == MOST_EXAMPLES
        first = trial.examples[0]
        assert not first.case.is_removed
        assert [piece.text for piece in first.pieces if piece.kind == "marked"] == ["powder"]

    def test_a_long_example_is_shown_around_its_mark(self):
        text = "word " * 300 + "powder" + " word" * 300
        [example] = try_change(POWDER, EMPTY, [case(text)]).examples
        shown = "".join(piece.text for piece in example.shown)
        assert " word powder word " in shown
        assert shown.startswith("… word")
        assert shown.endswith("word …")
        assert len(shown) < 400

    def test_an_example_without_spaces_is_shortened_too(self):
        [example] = try_change(
            Change(Kind.LISTED_WORD, {"白痴": ""}), EMPTY, [case("好" * 500 + "白痴" + "好" * 500)]
        ).examples
        shown = "".join(piece.text for piece in example.shown)
        assert "白痴" in shown
        assert len(shown) < 400

    def test_when_the_time_is_up_it_says_how_far_it_came(self):
        ticks = itertools.count(0, SECONDS / 3)
        trial = try_change(POWDER, EMPTY, [case("powder")] * 10, clock=lambda: next(ticks))
        assert (trial.seen, trial.cases) == (3, 10)

    def test_the_numbers_in_the_log_give_the_trial_again(self):
        trial = try_change(POWDER, EMPTY, [case("powder"), case("powder", is_removed=True)])
        assert Trial.of(trial.numbers()) == trial


class CasesTests:
    def test_it_looks_at_the_newest_only(self, say):
        say("older")
        say("newer")
        assert [one.text for one in recent_cases(1)] == ["newer"]

    def test_erased_words_and_undone_decisions_are_not_looked_at(self, say, mo):
        say("gone", status="erased")
        decision = remove(say("kept"), mo).decisions.last()
        undo(decision, actor=mo)
        assert [(one.text, one.is_removed) for one in recent_cases()] == [("kept", False)]

    def test_of_several_decisions_about_the_same_words_the_last_counts(self, say, mo, root):
        comment = remove(say("words"), mo)
        transition(comment, "published", actor=root, role="moderator")
        assert [one.is_removed for one in recent_cases()] == [False]

    def test_decisions_of_rules_say_nothing_about_a_rule(self, say, publish_first):
        say("words")
        assert recent_decisions() == []

    def test_it_knows_how_many_approvals_the_writer_had_then(self, say, mo, eve):
        for number in range(3):
            say(f"one {number}")
        remove(say("two"), mo)
        say("three")
        say("hers", by=eve)
        assert {one.text: one.approvals for one in recent_cases()} == {
            "one 0": 0, "one 1": 1, "one 2": 2, "two": 3, "three": 0, "hers": 0
        }  # fmt: skip

    def test_a_removal_that_was_undone_makes_nobody_new(self, say, mo):
        say("one")
        undo(remove(say("two"), mo).decisions.last(), actor=mo)
        say("three")
        assert {one.text: one.approvals for one in recent_cases()}["three"] == 2

    def test_it_costs_the_same_however_many_there_are(self, say, django_assert_max_num_queries):
        for number in range(5):
            say(f"https://clinic{number}.example helped")
        with django_assert_max_num_queries(4):
            try_change(POWDER, EMPTY, recent_cases())


WORDS = st.sampled_from(["powder", "p0wder", "idiot", "you idiot", "walk", "helped", "白痴"])
HOSTS = st.sampled_from(["pills.example", "clinic.example", "nhs.uk", "nhs.uk.pills.example", "xn--bcher-kva.example"])
TEXTS = st.lists(
    st.one_of(WORDS, HOSTS.map(lambda host: f"https://www.{host}/a"), st.just("07700 900123"), st.just("a calm day")),
    min_size=1,
    max_size=4,
).map(" ".join)
CHANGES = st.one_of(
    st.builds(
        lambda kind, values: Change(kind, dict.fromkeys(values, "")),
        st.sampled_from([Kind.LISTED_WORD, Kind.ALLOWED_WORD]),
        st.sets(st.sampled_from(["powder", "idiot", "you idiot", "白痴"]), min_size=1),
    ),
    st.builds(
        lambda kind, values: Change(kind, dict.fromkeys(values, "")),
        st.sampled_from([Kind.RECOGNISED_HOST, Kind.SHOP_HOST, Kind.BLOCKED_HOST]),
        st.sets(HOSTS, min_size=1),
    ),
)
NUMBERS = itertools.count()


class ReplayTests:
    """What a trial says is what then happens."""

    @given(texts=st.lists(TEXTS, min_size=1, max_size=6), change=CHANGES, approvals=st.sampled_from([0, 9]))
    @settings(max_examples=150)
    def test_the_quick_way_counts_what_asking_all_checks_about_each_text_counts(self, texts, change, approvals):
        rules = replace(EMPTY, lists=Lists(recognised_hosts=frozenset({"nhs.uk"}), listed_words=frozenset({"idiot"})))
        cases = [case(text, approvals=approvals) for text in texts]
        changed = change.made_to(rules)
        told = [
            tuple(outcome_of(screen(one.text, context=context_of(one, these))) for these in (rules, changed))
            for one in cases
        ]
        trial = try_change(change, rules, cases)
        assert trial.held == sum(after == Outcome.HELD > before for before, after in told)
        assert trial.looked == sum(after == Outcome.LOOKED_AT > before for before, after in told)
        assert trial.freed == sum(after < before for before, after in told)

    @pytest.mark.django_db
    @given(text=TEXTS, change=CHANGES)
    @settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_a_comment_that_is_posted_under_the_changed_lists_fares_as_the_trial_said(
        self, publish_first, text, change
    ):
        number = next(NUMBERS)
        letters = "".join("abcdefghij"[int(digit)] for digit in str(number))
        writer = make_person(f"writer{number}@example.org", f"Writer {letters}")
        article = make_article(f"Talk {number}")
        ListEntry.objects.all().delete()
        # A trial knows nothing of what was posted shortly before; here the same words may come twice.
        CommentVersion._base_manager.update(signals={})
        before, known = current_rules(), case(text, approvals=0)
        trial = try_change(change, before, [known])
        for value in change.added:
            ListEntry.objects.create(kind=change.kind, value=value)
        # What the lists were is kept for a while; a test's transaction never ends, so that nothing forgets it.
        cache.clear()
        comment = post(author=writer, article=article, text=text, answered=True)
        live = Outcome.APPEARS
        if comment.status == Comment.Status.HELD:
            live = Outcome.HELD
        elif ReviewItem.objects.open().filter(comment=comment).exists():
            live = Outcome.LOOKED_AT
        assert live == outcome_of(screen(text, context=context_of(known, change.made_to(before))))
        if trial.held:
            assert live == Outcome.HELD
        if trial.looked:
            assert live == Outcome.LOOKED_AT

    def test_every_kind_of_change_has_a_trial(self):
        for kind, _label in RuleChange._meta.get_field("kind").choices:
            change = Change(kind, number=1) if kind == "first_held" else Change(kind, {"x.example": ""})
            assert try_change(change, EMPTY, [case()]).seen == 1
