"""A rule is tried on what people decided before it decides anything."""

from comments.moderators.laboratory import Replay, recent_decisions, replay
from comments.transitions import undo
from tests.comments.conftest import remove


def has_pills(text):
    return "pills" in text


class ReplayTests:
    def test_it_counts_what_would_have_been_held_and_what_people_did_with_that(self, say, mo):
        say("pills helped me")
        say("a walk helped me")
        say("buy pills here", status="spam")
        say("buy powder here", status="spam")
        # Before they were removed nobody had approved the last two: they came in held.
        assert replay(has_pills, recent_decisions()) == Replay(
            seen=4, held=2, held_approved=1, held_removed=1, missed=1
        )

    def test_it_looks_at_the_newest_only(self, say):
        say("pills")
        say("newer")
        assert replay(has_pills, recent_decisions(1)) == Replay(1, 0, 0, 0, 0)

    def test_erased_words_and_undone_decisions_are_not_looked_at(self, say, mo):
        say("pills", status="erased")
        decision = remove(say("pills"), mo).decisions.last()
        undo(decision, actor=mo)
        assert replay(has_pills, recent_decisions()) == Replay(1, 1, 1, 0, 0)

    def test_decisions_of_rules_say_nothing_about_a_rule(self, say, publish_first):
        say("pills")
        assert recent_decisions() == []

    def test_it_costs_one_query(self, say, django_assert_num_queries):
        for number in range(5):
            say(f"pills {number}")
        with django_assert_num_queries(1):
            replay(has_pills, recent_decisions())
