"""Links are judged by names alone: what is cited, recognised, sold, blocked, hidden or made to be misread."""

from dataclasses import replace

import pytest

from comments.screening import Context, Effect, screen
from comments.screening.links import Source, parse, source_of

CONTEXT = Context(
    source_hosts=frozenset({"journal.example", "bmj.com"}),
    recognised_hosts=frozenset({"nhs.uk", "who.int", "versusarthritis.org"}),
    shop_hosts=frozenset({"pills.example"}),
    blocked_hosts=frozenset({"bad.example"}),
    writer_hosts=frozenset({"my-blog.example"}),
)
KNOWN_WRITER = replace(CONTEXT, is_new_writer=False)


def kinds(text: str, context: Context = CONTEXT) -> list[str]:
    return [one.kind for one in screen(text, context=context) if one.check == "links"]


class JudgedByNameTests:
    @pytest.mark.parametrize(
        "address",
        [
            "https://journal.example/a/1", "http://www.journal.example", "https://data.journal.example/x?y=1#z",
            "https://NHS.uk/", "https://www.nhs.uk/conditions/migraine/", "www.nhs.uk/x", "nhs.uk", "https://nhs.uk.",
            "https://nhs.uk:443/x", "https://my-blog.example/post", "https://www.bmj.com/content/1", "who.int/topics",
            "https://www.google.com/url?q=https%3A%2F%2Fwww.nhs.uk%2Fx", "(https://www.nhs.uk/a_(b))",
        ],
    )  # fmt: skip
    def test_cited_recognised_and_known_places_need_no_look(self, address):
        assert kinds(f"See {address}, it helps.") == []

    @pytest.mark.parametrize(
        ("address", "kind"),
        [
            ("https://unknown.example/page", "unknown_host_new_writer"),
            ("www.unknown.example", "unknown_host_new_writer"),
            ("unknown.example.com", "unknown_host_new_writer"),
            ("hxxp://unknown.example/x", "unknown_host_new_writer"),
            ("//unknown.example/x", "unknown_host_new_writer"),
            ("https://notnhs.uk/", "unknown_host_new_writer"),
            ("https://shop.pills.example/buy", "shop_host_new_writer"),
            ("https://bad.example/x", "blocked_host"),
            ("https://www.nhs.uk.evil.example/", "lookalike_host"),
            ("https://nhs-uk.example/login", "lookalike_host"),
            ("https://login-nhs-uk.example/", "lookalike_host"),
            ("https://wh0.int/", "lookalike_host"),
            ("https://www.versusarthrits.org/", "lookalike_host"),
            ("https://versusarthritls.org/", "lookalike_host"),
            ("https://www.nhѕ.uk/", "lookalike_host"),
            ("https://xn--nh-foc.uk/", "lookalike_host"),
            ("https://ｎｈｓ.uk.evil.example", "lookalike_host"),
            ("https://www.nhs.uk@evil.example/", "deceptive_address"),
            ("https://user:pass@nhs.uk/", "deceptive_address"),
            ("http://203.0.113.9/x", "deceptive_address"),
            ("http://3405803785/x", "deceptive_address"),
            ("http://[2001:db8::1]/x", "deceptive_address"),
            ("https://bit.ly/abc", "hidden_target_new_writer"),
            ("tinyurl.com/abc", "hidden_target_new_writer"),
            ("https://www.google.com/url?q=https%3A%2F%2Fpills.example%2F", "hidden_target_new_writer"),
            ("https://l.facebook.com/l.php?u=http%3A%2F%2Funknown.example", "hidden_target_new_writer"),
        ],
    )
    def test_what_is_found_of_a_new_writer(self, address, kind):
        assert kinds(f"Look at {address} now") == [kind]

    @pytest.mark.parametrize(
        ("address", "kind", "is_held"),
        [
            ("https://unknown.example/", "unknown_host", False),
            ("https://pills.example/", "shop_host", False),
            ("https://bit.ly/x", "hidden_target", False),
            ("https://bad.example/", "blocked_host", True),
            ("https://nhs.uk.evil.example/", "lookalike_host", True),
            ("https://nhs.uk@evil.example/", "deceptive_address", True),
        ],
    )
    def test_a_known_writer_is_held_only_for_what_deceives(self, address, kind, is_held):
        found = screen(f"Look at {address} now", context=KNOWN_WRITER)
        assert [one.kind for one in found] == [kind]
        assert bool(found.holds) is is_held

    def test_being_blocked_outweighs_being_cited(self):
        context = Context(source_hosts=frozenset({"a.example"}), blocked_hosts=frozenset({"a.example"}))
        assert source_of("www.a.example", context) == Source.BLOCKED

    def test_a_host_is_not_known_because_its_name_ends_alike(self):
        assert source_of("evilnhs.uk", CONTEXT) == Source.UNKNOWN
        assert source_of("conditions.nhs.uk", CONTEXT) == Source.RECOGNISED

    @pytest.mark.parametrize(
        "text",
        [
            "It got better.It was fine", "I took 2.5mg.Then slept", "e.g. this, i.e. that", "Dr.Smith", "No.no",
            "a/b", "and/or", "8.30pm", "v1.2.3", "Mr.Brown said so.me too", "...", "http://", "https:///x", "www.",
        ],
    )  # fmt: skip
    def test_what_only_resembles_an_address_is_none(self, text):
        assert kinds(text) == []

    def test_several_links_are_judged_one_by_one(self):
        text = "https://www.nhs.uk/a and https://unknown.example/b, https://bad.example/c."
        found = screen(text, context=CONTEXT)
        assert [(one.kind, one.words) for one in found] == [
            ("unknown_host_new_writer", "https://unknown.example/b"),
            ("blocked_host", "https://bad.example/c"),
        ]

    @pytest.mark.parametrize(
        "words", ["http://[", "http://a]b", "http://%zz", "http://\u2100.example", "//", "a" * 3000]
    )
    def test_broken_addresses_are_survived(self, words):
        assert parse(words) is None or parse(words).host is not None

    def test_links_alone_never_ask(self):
        assert not any(Effect.ASK in one.effects for one in screen("https://bad.example https://bit.ly/x"))
