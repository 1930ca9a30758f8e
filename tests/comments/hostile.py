"""Strings that try to run something, and how to see that nothing of a piece of HTML would."""

from html.parser import HTMLParser

SCRIPTS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "</p><script>alert(1)</script><p>",
    "]]><script>alert(1)</script><![CDATA[",
    "--><script>alert(1)</script><!--",
    "</content><script xmlns='http://www.w3.org/1999/xhtml'>alert(1)</script>",
    "</title><svg/onload=alert(1)>",
    "<img src=x onerror=alert(1)>",
    "<img src='x' onerror='alert(1)'//",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<a href='javascript:alert(1)'>here</a>",
    "<a href='java\tscript:alert(1)'>here</a>",
    "<a href=' &#106;avascript:alert(1)'>here</a>",
    "<a href='JaVaScRiPt:alert(1)'>here</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>here</a>",
    "<a href='vbscript:msgbox(1)'>here</a>",
    "<a href='https://a.example/' onclick=alert(1)>here</a>",
    "<a href=\"https://a.example/'onmouseover='alert(1)\">here</a>",
    "<b onmouseover=alert(1)>bold</b>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<form action=javascript:alert(1)><button>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea></textarea><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    "<plaintext><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;alert(1)",
    "[here](javascript:alert(1))",
    "[here](<javascript:alert(1)>)",
    "[here](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](https://a.example/x.png)',
    "<javascript:alert(1)>",
    '[a](https://a.example/"onmouseover=alert(1))',
    "**<script>alert(1)</script>**",
    "{{ constructor.constructor('alert(1)')() }}",
    "{% debug %}",
    "\ufeff<script>alert(1)</script>",
    "<scr\ufffeipt>alert(1)</scr\ufffeipt>",
    "\u202e<script>alert(1)</script>",
]

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"}
SCHEMES = ("http://", "https://", "mailto:")


class _Look(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert (tag, name) in {("a", "href"), ("a", "rel"), ("ol", "start")}, (tag, name)
            assert name != "href" or (value or "").lower().startswith(SCHEMES), value


def assert_nothing_runs(html: str) -> None:
    """Only the few elements of a comment are in `html`, with no attribute and no address that could run."""
    look = _Look(convert_charrefs=True)
    look.feed(html)
    look.close()


class _PageLook(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "iframe", "object", "embed", "base", "meta", "style", "img", "math", "video"}, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name != "style"
            address = "".join((value or "").split()).lower()
            assert name not in {"href", "src", "action"} or not address.startswith(
                ("javascript:", "data:", "vbscript:")
            )


def assert_page_runs_nothing(html: str) -> None:
    """Nothing in this part of a page, where the site itself puts no script and no picture, would run."""
    look = _PageLook(convert_charrefs=True)
    look.feed(html)
    look.close()
