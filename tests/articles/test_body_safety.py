"""Nothing that runs, loads or imitates the page gets through the gate, whatever comes in."""

import re
import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import body
from articles.body import BodyError

TAGS = {"h2", "h3", "h4", "p", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td"}
TAGS |= {"blockquote", "figure", "img", "figcaption", "aside", "a", "strong", "em", "sub", "sup", "code", "abbr"}
TAGS |= {"cite", "br"}
ATTRIBUTES = {"data-block", "id", "href", "title", "src", "alt", "scope", "colspan", "rowspan", "start", "class"}
ATTRIBUTES |= {"data-source"}
SCHEMES = ("http:", "https:", "mailto:", "tel:")

HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<ScRiPt src=//e.example/x.js></sCrIpT>",
    "<script><!--</script>--><img src=x onerror=alert(1)>",
    "<p onclick=alert(1)>x",
    "<p/onmouseover=alert(1)//>x",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java&#115;cript&colon;alert(1)'>x</a>",
    "<a href='  \x01javascript:alert(1)'>x</a>",
    "<a href='jAvA\nsCrIpT:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href=//e.example onfocus=alert(1) autofocus>x</a>",
    "<svg onload=alert(1)><g/></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<style>@import '//e.example/x.css'</style><p style='background:url(javascript:alert(1))'>x",
    "<iframe srcdoc='<script>alert(1)</script>' src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)><embed src=x></object>",
    "<form action=javascript:alert(1)><input type=submit formaction=javascript:alert(1) name=body></form>",
    "<base href=//e.example/><meta http-equiv=refresh content='0;url=javascript:alert(1)'><link rel=stylesheet href=x>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>",
    "<p id=comments name=cookie>x<h2 id=main>y</h2><a name=getElementById>z</a>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<title></title><script>alert(1)</script>",
    "<plaintext><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    "<!--[if IE]><script>alert(1)</script><![endif]--><p>x",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?><p>x",
    '<p title="`><script>alert(1)</script>">x</p>',
    "<a title='\"><script>alert(1)</script>' href=/x>y</a>",
    "<abbr title='&quot; onmouseover=alert(1) x=&quot;'>y</abbr>",
    "<td background=javascript:alert(1)>x",
    "<aside class='callout callout-info fixed-overlay'>x</aside>",
    "<img src=/media/x.png alt='\" onerror=alert(1) \"'>",
    "<img src=/media/x.png onerror=alert(1) srcset='javascript:alert(1)'>",
    "<p>\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
    "<p>\ud800\udfff\ufffe&#xd800;&#0;&#x1F;x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<svg:script xlink:href=x>alert(1)</svg:script>",
    "<x:y onclick=z xmlns:y='z'>a</x:y>",
    "<select><template><p></select><script>alert(1)</script>",
    "<table><script>alert(1)</script><tr><td><style>x</style></table>",
    "<frameset onload=alert(1)><frame src=javascript:alert(1)>",
    "<marquee onstart=alert(1)>x</marquee><isindex action=j&Tab;avascript:alert(1)>",
    "</body></html><script>alert(1)</script>",
    "<h2 data-block='\"><script>' id='\"><script>'>x</h2>",
    "<sup data-source='1\"><script>alert(1)</script>'>x</sup>",
    "<sup data-source=1 onclick=alert(1)><script>alert(1)</script></sup>",
    '[source:1"><script>alert(1)</script>]',
]


class Inspector(HTMLParser):
    """Looks at HTML as a browser would, and notes whatever is not of the site's own markup."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.found.append(tag)
        for name, value in attrs:
            value = value or ""
            if name not in ATTRIBUTES:
                self.found.append(name)
            if name == "class" and not (tag == "aside" and value.split("-")[0] == "callout callout"):
                self.found.append(value)
            if name == "src" and not value.startswith("/media/"):
                self.found.append(value)
            if name == "href" and ":" in re.split("[/#?]", value)[0] and not value.lower().startswith(SCHEMES):
                self.found.append(value)
            if name in {"id", "data-block"}:
                self.ids.append(f"{name}={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_harmless(html: str) -> None:
    try:
        stored = body.clean(html)
    except BodyError:
        return
    inspector = Inspector()
    inspector.feed(stored)
    inspector.close()
    assert inspector.found == []
    assert len(inspector.ids) == len(set(inspector.ids))
    assert not {"id=main", "id=comments"} & set(inspector.ids)
    assert body.clean(stored) == stored


TAG_NAMES = sorted(TAGS) + [
    "div",
    "span",
    "svg",
    "math",
    "style",
    "select",
    "template",
    "form",
    "b",
    "h1",
    "tfoot",
    "x",
    "body",
]
TAG_ATTRIBUTES = ["", ' href="/x"', " href=javascript:x", ' class="callout callout-urgent"', " id=main", " scope=row"]
TAG_ATTRIBUTES += [" src=/media/a.png alt=b", " colspan=3", " start=4", ' title="</p><b>"', " onclick=x"]
soup = st.lists(
    st.one_of(
        st.builds("<{}{}>".format, st.sampled_from(TAG_NAMES), st.sampled_from(TAG_ATTRIBUTES)),
        st.builds("</{}>".format, st.sampled_from(TAG_NAMES)),
        st.sampled_from(
            ["word", "two words ", " ", "&amp;", "&lt;b&gt;", "&nbsp;", "<!-- c -->", "<", "</", "<!", "]]>"]
        ),
    ),
    max_size=25,
).map("".join)


class HostileTextTests:
    @pytest.mark.parametrize("html", HOSTILE)
    def test_nothing_hostile_gets_through(self, html: str) -> None:
        assert_harmless(html)
        assert_harmless(f"<p>before {html} after</p>")
        assert_harmless(f"<table><tr><td>{html}</td></tr></table><ul><li>{html}")

    @given(st.lists(st.sampled_from(HOSTILE), max_size=4), st.integers(0, 300), st.integers(0, 300))
    @settings(max_examples=200, deadline=None)
    def test_nothing_hostile_gets_through_cut_and_joined(self, pieces: list[str], start: int, end: int) -> None:
        html = "".join(pieces)
        assert_harmless(html[start:] + html[:end])

    @given(st.text(alphabet=st.sampled_from(list("<>/=\"'!-?&;# \nabipstyle\x00\x0b\u00a0\ud800\uffff")), max_size=200))
    @settings(max_examples=200, deadline=None)
    def test_no_heap_of_signs_gets_through(self, html: str) -> None:
        assert_harmless(html)

    @given(soup)
    @settings(max_examples=400, deadline=None)
    def test_no_soup_of_tags_gets_through(self, html: str) -> None:
        assert_harmless(html)

    def test_what_looks_like_markup_in_words_stays_words(self) -> None:
        assert body.plain_text(body.clean("<p>if a &lt;b&gt; c &amp;amp; d</p>")) == "if a <b> c &amp; d"


class TimeTests:
    """A text of the greatest length takes seconds at most, however odd: nothing grows with its square."""

    @pytest.mark.parametrize(
        "piece",
        [
            "<b>",
            "<p>",
            "<p><b>x",
            "<a href=/x>y",
            "<table>",
            "<tr><td>x",
            "<li>x",
            "x<br>",
            "<i>x</i> ",
            "<b id=1></x><p>",
        ]
        + [
            "<b title='</b>'>",
            "a<x></x>",
            "<h2>x</h2>",
            "<!--",
            "<p>x <img src=/media/a.png>",
            "<aside>x</aside>",
            "&",
            "<",
        ],
    )
    def test_a_long_text_of_one_odd_thing_is_quick(self, piece: str) -> None:
        html = piece * (body.MAX_LENGTH // len(piece))
        began = time.process_time()
        try:
            stored = body.clean(html)
            body.clean(stored, previous=stored)
        except BodyError:
            pass
        assert time.process_time() - began < 15

    def test_a_long_text_written_anew_is_quick(self) -> None:
        def article(seed: int) -> str:
            words = [f"w{number * seed % 977}" for number in range(60)]
            return "".join(f"<h2>{seed} {i}</h2><p>{i} {' '.join(words[i % 7 :])}</p>" for i in range(400))

        before = body.clean(article(3))
        began = time.process_time()
        body.clean(article(5), previous=before)
        assert time.process_time() - began < 5


class LinkNoiseTests:
    @pytest.mark.parametrize("noise", ["&#11;", "&#12;", "\x0b", "\x0c", "&#1;", "\n"])
    def test_signs_that_no_address_holds_are_left_out_of_links(self, noise: str) -> None:
        stored = body.clean(f'<p><a href="http://a{noise}b.example/">x</a></p>')
        assert 'href="http://ab.example/"' in stored
