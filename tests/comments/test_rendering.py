"""What somebody typed becomes safe HTML: a little Markdown has a meaning, everything else is shown as typed."""

import re

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.rendering import render, says_something, tidy

ALLOWED = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/admin/)",
    '[x](https://a.example/"onmouseover=alert(1))',
    "[x](https://a.example 'onclick=alert(1)')",
    '[x](<https://a.example/" onmouseover="alert(1)>)',
    "[<img src=x onerror=alert(1)>](https://a.example)",
    "[![](javascript:alert(1))](javascript:alert(2))",
    "<javascript:alert(1)>",
    "<https://a.example/'onclick='alert(1)>",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](https://a.example/i.png)',
    "[x][y]\n\n[y]: javascript:alert(1)",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "    <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "- <script>alert(1)</script>",
    "1. <img src=x onerror=alert(1)>",
    "**<b onmouseover=alert(1)>**",
    "\\<script>alert(1)\\</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<style>@import '//evil.example'</style>",
    "<base href=//evil.example>",
    "<form action=//evil.example><button>x</button></form>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "</p></article><script>alert(1)</script>",
    "\u202e<script>alert(1)</script>",
    "<\x00script>alert(1)</script>",
    "<scr\u200bipt>alert(1)</scr\u200bipt>",
    "{{ 7|add:'7' }}{% load static %}",
    "[a](https://a.example)" * 200,
    "*" * 4000,
    "[" * 4000,
    ">" * 4000,
    "- " * 2000,
    "![" * 2000,
    "*a **b " * 600,
    "<" * 5000,
]


def check_safe(html):
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in root.iterdescendants():
        assert element.tag in ALLOWED, element.tag
        extra = set(element.attrib) - (
            {"href", "rel"} if element.tag == "a" else {"start"} if element.tag == "ol" else set()
        )
        assert not extra, extra
        if element.tag == "a":
            assert re.match(r"(?i)(https?:|mailto:)", element.get("href", "https:"))
            assert element.get("rel") == "nofollow ugc"


class HostileTextTests:
    @pytest.mark.parametrize("text", HOSTILE)
    def test_only_what_is_known_comes_out(self, text):
        check_safe(render(tidy(text)))

    @given(st.text(alphabet=st.sampled_from("<>&\"'`*_[]()!#-+.:/\\ \n\tahrefjvscipt1"), max_size=80))
    @settings(max_examples=300, deadline=None)
    def test_whatever_is_typed_only_what_is_known_comes_out(self, text):
        check_safe(render(tidy(text)))

    @given(st.text(max_size=200))
    @settings(max_examples=150, deadline=None)
    def test_any_text_is_taken_and_gives_the_same_each_time(self, text):
        text = tidy(text)
        assert render(text) == render(text)
        assert tidy(text) == text


class MarkdownTests:
    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
            ("one\ntwo", "<p>one<br>\ntwo</p>"),
            ("**much** *better*", "<p><strong>much</strong> <em>better</em></p>"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
            ("3. a\n4. b", '<ol start="3">\n<li>a</li>\n<li>b</li>\n</ol>'),
            ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
            ("[NHS](https://a.example/x)", '<p><a href="https://a.example/x" rel="nofollow ugc">NHS</a></p>'),
            ("<https://a.example/>", '<p><a href="https://a.example/" rel="nofollow ugc">https://a.example/</a></p>'),
            ("[me](mailto:a@b.example)", '<p><a href="mailto:a@b.example" rel="nofollow ugc">me</a></p>'),
        ],
    )
    def test_has_a_meaning(self, typed, shown):
        assert render(typed) == shown

    @pytest.mark.parametrize(
        ("typed", "shown"),
        [
            ("# Big", "<p># Big</p>"),
            ("Big\n===", "<p>Big<br>\n===</p>"),
            ("a\n\n---\n\nb", "<p>a</p>\n<p>---</p>\n<p>b</p>"),
            ("`code`", "<p>`code`</p>"),
            ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
            ("![cat](https://a.example/c.png)", "<p>![cat](https://a.example/c.png)</p>"),
            ("| a | b |\n|---|---|", "<p>| a | b |<br>\n|---|---|</p>"),
            ("5 < 7 & 9 > 8", "<p>5 &lt; 7 &amp; 9 &gt; 8</p>"),
            ("AT&amp;T", "<p>AT&amp;amp;T</p>"),
            ("~~gone~~", "<p>~~gone~~</p>"),
            ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ],
    )
    def test_is_shown_as_typed(self, typed, shown):
        assert render(typed) == shown

    @pytest.mark.parametrize("text", ["مرحبا، ساعدني هذا كثيرا", "這對我很有幫助", "Æther été ß 😀 e\u0301", "שלום"])
    def test_every_script_comes_through(self, text):
        assert render(tidy(text)) == f"<p>{text}</p>"


class TidyTests:
    def test_line_ends_are_one_kind(self):
        assert tidy("a\r\nb\rc\u2028d") == "a\nb\nc\nd"

    def test_controls_and_turns_of_writing_are_gone(self):
        assert tidy("pay\u202eload\x00\x07 \ufeffok\ud800") == "payload ok"

    def test_joiners_that_some_scripts_need_stay(self):
        assert tidy("می\u200cخواهم 👩\u200d⚕️") == "می\u200cخواهم 👩\u200d⚕️"

    @pytest.mark.parametrize("text", ["", " ", "\n", "\u200b", "\u00a0\u2003", "\u2060\u200d"])
    def test_what_cannot_be_seen_says_nothing(self, text):
        assert not says_something(text)

    @pytest.mark.parametrize("text", ["a", ".", "😀", "好", "ا"])
    def test_one_sign_says_something(self, text):
        assert says_something(text)
