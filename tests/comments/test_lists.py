"""The site's own lists of hosts and words: in which form they are kept, and that a change counts at once."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from comments.models import ListEntry
from comments.models.list_entry import forget_lists, normal_value
from comments.screening import Context, screen

Kind = ListEntry.Kind


class NormalValueTests:
    @pytest.mark.parametrize(
        ("typed", "host"),
        [
            ("example.org", "example.org"),
            (" https://www.Example.org/page?x=1 ", "example.org"),
            ("//example.org", "example.org"),
            ("example.org.", "example.org"),
            ("bücher.example", "xn--bcher-kva.example"),
        ],
    )
    def test_a_host_is_kept_without_scheme_path_and_case(self, typed, host):
        assert normal_value(Kind.BLOCKED_HOST, typed) == host

    @pytest.mark.parametrize(
        "typed",
        ["", ".", "com", "localhost", "192.0.2.1", "user@example.org", "a b.example", "-a.example", "x" * 300, "\x00"],
    )
    def test_what_is_no_host_is_refused(self, typed):
        with pytest.raises(ValidationError):
            normal_value(Kind.SHOP_HOST, typed)

    @pytest.mark.parametrize(
        ("typed", "word"), [("You  IDIOT!", "you idiot"), ("you're", "youre"), ("Jalapeño", "jalapeno")]
    )
    def test_a_word_is_kept_as_it_is_compared(self, typed, word):
        assert normal_value(Kind.LISTED_WORD, typed) == word

    def test_signs_alone_are_no_word(self):
        with pytest.raises(ValidationError):
            normal_value(Kind.LISTED_WORD, "!!!")


@pytest.mark.django_db
class ListsTests:
    def test_a_new_site_begins_with_some(self):
        lists = ListEntry.objects.lists()
        assert "nhs.uk" in lists.recognised_hosts
        assert "you idiot" in lists.listed_words
        assert not lists.blocked_hosts

    def test_what_they_begin_with_is_in_the_form_that_is_kept(self):
        for entry in ListEntry.objects.all():
            assert normal_value(entry.kind, entry.value) == entry.value

    def test_a_change_counts_at_once(self, django_capture_on_commit_callbacks):
        ListEntry.objects.lists()
        with django_capture_on_commit_callbacks(execute=True):
            entry = ListEntry.objects.create(kind=Kind.BLOCKED_HOST, value="pills.example")
        assert "pills.example" in ListEntry.objects.lists().blocked_hosts
        with django_capture_on_commit_callbacks(execute=True):
            entry.delete()
        assert "pills.example" not in ListEntry.objects.lists().blocked_hosts

    def test_they_are_kept_and_then_cost_no_query(self, django_assert_num_queries):
        forget_lists()
        ListEntry.objects.lists()
        with django_assert_num_queries(0):
            ListEntry.objects.lists()

    def test_an_entry_stands_once_in_a_list(self):
        ListEntry.objects.create(kind=Kind.SHOP_HOST, value="pills.example")
        with pytest.raises(IntegrityError):
            ListEntry.objects.create(kind=Kind.SHOP_HOST, value="pills.example")

    def test_a_word_of_the_list_is_found_in_disguise_unless_it_is_allowed(self):
        word = normal_value(Kind.LISTED_WORD, "Clown")
        found = screen("What a CL0WN.", context=Context(listed_words=frozenset({word})))
        assert [finding.kind for finding in found] == ["listed_word"]
        allowed = Context(listed_words=frozenset({word}), allowed_words=frozenset({word}))
        assert not screen("What a CL0WN.", context=allowed)
