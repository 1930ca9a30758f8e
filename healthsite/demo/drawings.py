"""The demo's pictures, drawn here so that the site owes nothing to anyone's image library.

`draw(name, width)` gives one picture as a Pillow image; `NAMES` lists what can be drawn. Every picture is
laid out on a sheet of 1600 by 900 units, painted three times too large and scaled down, which is what makes
the edges smooth. Nothing is random, so the same name and width always give the same bytes.
"""

import math
from collections.abc import Callable, Iterable, Sequence

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]

SHEET = (1600, 900)
OVERSIZE = 3  # painted this many times larger, then scaled down

PAPER = "#f4f1e9"
CARD = "#ffffff"
INK = "#15201e"
SOFT = "#4c5a57"
LINE = "#d9ddd8"
BRAND = "#0b5f57"
TEAL = "#4f9b91"
MIST = "#d5e7e3"
PALE = "#e9f2ef"
SUN = "#ffd23f"
AMBER = "#e9a93c"
SAND = "#efe4cf"
ROSE = "#a3182b"
BLUSH = "#e7b7ae"
NIGHT = "#12302f"


class Sheet:
    """A sheet of paper measured in units of 1600 by 900, whatever its size in pixels."""

    def __init__(self, width: int, ground: str = PAPER):
        self.size = (width, round(width * SHEET[1] / SHEET[0]))
        self.scale = width * OVERSIZE / SHEET[0]
        self.image = Image.new("RGB", (self.size[0] * OVERSIZE, self.size[1] * OVERSIZE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def finished(self) -> Image.Image:
        return self.image.resize(self.size, Image.Resampling.LANCZOS)

    def _px(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.scale, y * self.scale) for x, y in points]

    def polygon(self, points: Iterable[Point], fill: str) -> None:
        self.pen.polygon(self._px(points), fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: str, squash: float = 1) -> None:
        box = self._px([(x - radius, y - radius * squash), (x + radius, y + radius * squash)])
        self.pen.ellipse([*box[0], *box[1]], fill=fill)

    def ring(self, x: float, y: float, radius: float, width: float, colour: str) -> None:
        box = self._px([(x - radius, y - radius), (x + radius, y + radius)])
        self.pen.ellipse([*box[0], *box[1]], outline=colour, width=round(width * self.scale))

    def box(self, x: float, y: float, w: float, h: float, fill: str, radius: float = 0) -> None:
        corners = self._px([(x, y), (x + w, y + h)])
        self.pen.rounded_rectangle([*corners[0], *corners[1]], radius=radius * self.scale, fill=fill)

    def line(self, points: Sequence[Point], width: float, colour: str) -> None:
        """A stroke with round ends and joints (Pillow's own are square, and gape at the corners)."""
        self.pen.line(self._px(points), fill=colour, width=round(width * self.scale), joint="curve")
        # one pixel less than half the stroke, for Pillow's ellipses include their far edge
        radius = (round(width * self.scale) - 1) / 2 / self.scale
        for x, y in points:
            self.disc(x, y, radius, colour)

    def dashes(self, a: Point, b: Point, width: float, colour: str, dash: float = 18, gap: float = 16) -> None:
        length = math.dist(a, b)
        step = 0.0
        while step < length:
            ends = (step / length, min(step + dash, length) / length)
            self.line([(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for t in ends], width, colour)
            step += dash + gap

    def text(self, x: float, y: float, words: str, size: float, colour: str, anchor: str = "lm") -> None:
        font = ImageFont.load_default(size=size * self.scale)
        self.pen.text((x * self.scale, y * self.scale), words, font=font, fill=colour, anchor=anchor)


def curve(start: Point, *parts: tuple[Point, Point, Point], steps: int = 40) -> list[Point]:
    """The points along a chain of cubic Bézier curves; each part is two handles and the next point."""
    points = [start]
    for one, two, end in parts:
        begin = points[-1]
        for i in range(1, steps + 1):
            t = i / steps
            u = 1 - t
            points.append(
                (
                    u**3 * begin[0] + 3 * u * u * t * one[0] + 3 * u * t * t * two[0] + t**3 * end[0],
                    u**3 * begin[1] + 3 * u * u * t * one[1] + 3 * u * t * t * two[1] + t**3 * end[1],
                )
            )
    return points


def arc(x: float, y: float, radius: float, start: float, end: float, steps: int = 60) -> list[Point]:
    """The points of an arc; angles in degrees, clockwise from three o'clock."""
    angles = [math.radians(start + (end - start) * i / steps) for i in range(steps + 1)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles]


def moved(points: Iterable[Point], dx: float, dy: float, scale: float = 1) -> list[Point]:
    return [(x * scale + dx, y * scale + dy) for x, y in points]


def profile() -> list[Point]:
    """A head seen from the left side, neck included, about 400 units wide and 500 high."""
    return curve(
        (212, 20),
        ((120, 18), (60, 82), (58, 160)),
        ((57, 184), (56, 194), (50, 208)),
        ((42, 228), (24, 250), (15, 268)),
        ((9, 280), (16, 287), (33, 289)),
        ((38, 291), (37, 296), (34, 301)),
        ((27, 308), (27, 315), (35, 320)),
        ((36, 322), (36, 323), (34, 325)),
        ((29, 332), (31, 341), (39, 347)),
        ((43, 352), (41, 358), (38, 366)),
        ((31, 392), (49, 408), (84, 406)),
        ((112, 404), (136, 398), (156, 388)),
        ((164, 420), (164, 460), (150, 505)),
        ((200, 505), (280, 505), (330, 505)),
        ((310, 440), (318, 392), (340, 345)),
        ((372, 280), (386, 220), (380, 162)),
        ((370, 72), (300, 22), (212, 20)),
    )


def stroke_signs(sheet: Sheet) -> None:
    left, top, wide, high, gap = 70, 160, 335, 580, 40
    middles = []
    for i in range(4):
        x = left + i * (wide + gap)
        sheet.box(x, top, wide, high, CARD, 28)
        sheet.box(x, top + high - 26, wide, 26, BRAND if i < 3 else AMBER, 13)
        sheet.box(x, top + high - 26, wide, 13, BRAND if i < 3 else AMBER)
        middles.append(x + wide / 2)

    # Face: the right half of the picture has let go.
    x, y = middles[0], 440
    sheet.disc(x, y, 122, MIST, 1.2)
    sheet.line(arc(x - 46, y - 26, 26, 200, 340), 9, INK)
    sheet.disc(x - 46, y - 14, 11, INK)
    sheet.line(curve((x + 22, y - 32), ((x + 40, y - 44), (x + 60, y - 36), (x + 72, y - 20))), 9, INK)
    sheet.line([(x + 32, y - 6), (x + 62, y + 4)], 11, INK)
    sheet.line(curve((x + 2, y), ((x - 10, y + 24), (x - 12, y + 36), (x + 6, y + 38))), 8, TEAL)
    mouth = curve(
        (x - 56, y + 70),
        ((x - 36, y + 82), (x - 10, y + 84), (x + 10, y + 84)),
        ((x + 36, y + 85), (x + 50, y + 94), (x + 58, y + 114)),
    )
    sheet.line(mouth, 11, ROSE)

    # Arms: both held out, one sinking.
    x, y = middles[1], 360
    sheet.disc(x, y - 40, 52, TEAL)
    sheet.line([(x - 50, y + 70), (x - 134, y + 70)], 40, BRAND)
    sheet.line([(x + 50, y + 70), (x + 116, y + 148)], 40, ROSE)
    body = curve(
        (x - 56, y + 262),
        ((x - 62, y + 190), (x - 70, y + 130), (x - 72, y + 86)),
        ((x - 74, y + 52), (x - 50, y + 34), (x, y + 34)),
        ((x + 50, y + 34), (x + 74, y + 52), (x + 72, y + 86)),
        ((x + 70, y + 130), (x + 62, y + 190), (x + 56, y + 262)),
    )
    sheet.polygon(body, MIST)
    sweep = arc(x + 50, y + 70, 96, 0, 22)
    sheet.line(sweep, 7, SOFT)
    tip = sweep[-1]
    sheet.polygon([(tip[0] - 17, tip[1] - 8), (tip[0] + 18, tip[1] + 3), (tip[0] - 9, tip[1] + 25)], SOFT)

    # Speech: a bubble whose lines fall apart.
    x, y = middles[2], 425
    sheet.polygon([(x - 84, y + 70), (x - 20, y + 90), (x - 92, y + 158)], MIST)
    sheet.box(x - 124, y - 110, 248, 210, MIST, 56)
    for row, pieces in enumerate(
        ([(-80, -12), (16, 82)], [(-80, -48), (-20, 6), (38, 52)], [(-80, -62), (-30, -22), (14, 22)])
    ):
        for begin, end in pieces:
            tilt = 8 * row if begin > -80 else 0
            height = y - 58 + row * 52
            sheet.line(
                [(x + begin, height), (x + end, height + (tilt if begin > 0 else -tilt))],
                13,
                BRAND if row == 0 else INK,
            )

    # Time: a clock.
    x, y = middles[3], 440
    sheet.disc(x, y, 128, SAND)
    sheet.ring(x, y, 128, 12, INK)
    for hour in range(12):
        angle = math.radians(hour * 30)
        inner = 96 if hour % 3 else 88
        sheet.line(
            [
                (x + inner * math.sin(angle), y - inner * math.cos(angle)),
                (x + 104 * math.sin(angle), y - 104 * math.cos(angle)),
            ],
            7,
            INK,
        )
    wedge = [(x, y), *arc(x, y, 82, -90, -30)]
    sheet.polygon(wedge, AMBER)
    sheet.line([(x, y), (x, y - 78)], 11, INK)
    sheet.line([(x, y), (x + 52, y - 30)], 11, ROSE)
    sheet.disc(x, y, 13, INK)


def sleep_cycle(sheet: Sheet) -> None:
    sheet.polygon([(0, 0), (1600, 0), (1600, 900), (0, 900)], NIGHT)
    sheet.disc(1420, 140, 70, SUN)
    sheet.disc(1392, 122, 64, NIGHT)
    for x, y, r in (
        (250, 90, 4),
        (430, 130, 3),
        (640, 70, 5),
        (850, 120, 3),
        (1010, 66, 4),
        (1210, 104, 4),
        (1540, 250, 4),
    ):
        sheet.disc(x, y, r, "#cfe3dd")

    awake, dream, light, deep = 280, 410, 540, 690
    left, right, base = 300, 1520, 770
    for words, y in (("Awake", awake), ("Dreaming", dream), ("Light", light), ("Deep", deep)):
        sheet.text(80, y, words, 36, "#cfe3dd")
        sheet.dashes((left, y), (right, y), 2, "#33514e", 4, 14)

    # Five cycles of a plain night, in hours from bedtime.
    night = (
        (0, awake), (0.2, light), (0.55, deep), (1.3, light), (1.45, dream),
        (1.6, light), (1.95, deep), (2.65, light), (2.85, dream),
        (3.15, light), (3.6, deep), (4.0, light), (4.3, dream),
        (4.75, awake), (4.83, light), (5.55, dream),
        (6.2, light), (6.85, dream), (7.65, light), (7.85, awake), (8, awake),
    )  # fmt: skip

    def across(hours: float) -> float:
        return left + (right - left) * hours / 8

    steps: list[Point] = []
    for (hours, level), (until, _) in zip(night, night[1:], strict=False):
        steps += [(across(hours), level), (across(until), level)]
    area = [(left, base), *steps, (right, base)]
    sheet.polygon(area, "#1d4a47")
    for (hours, level), (until, _) in zip(night, night[1:], strict=False):
        if level == deep:
            sheet.polygon(
                [(across(hours), deep), (across(until), deep), (across(until), base), (across(hours), base)],
                "#2b6c66",
            )
    for a, b in zip(steps, steps[1:], strict=False):
        sheet.line([a, b], 7, "#74d6c8")
    for (hours, level), (until, _) in zip(night, night[1:], strict=False):
        if level == dream:
            sheet.line([(across(hours), level), (across(until), level)], 20, SUN)
    sheet.line([(left, base), (right, base)], 3, "#6f9590")
    for hour in range(9):
        sheet.line([(across(hour), base), (across(hour), base + 14)], 3, "#6f9590")
        sheet.text(across(hour), base + 44, f"{hour} h", 30, "#cfe3dd", "mm")


def hip_joint(sheet: Sheet) -> None:
    for x in (70, 820):
        sheet.box(x, 80, 710, 740, CARD, 28)
    bone, edge, metal = SAND, "#cdbb98", "#8fa3a6"

    def outlined(*shapes: list[Point]) -> None:
        """Shapes that overlap are drawn as one: all the edges first, then all the fillings."""
        for shape in shapes:
            sheet.line([*shape, shape[0]], 12, edge)
        for shape in shapes:
            sheet.polygon(shape, bone)

    for dx in (70, 820):
        pelvis = curve(
            (dx + 96, 150),
            ((dx + 170, 110), (dx + 300, 120), (dx + 372, 190)),
            ((dx + 420, 236), (dx + 424, 280), (dx + 414, 318)),
            ((dx + 350, 330), (dx + 300, 372), (dx + 290, 440)),
            ((dx + 286, 480), (dx + 300, 520), (dx + 322, 548)),
            ((dx + 300, 600), (dx + 250, 640), (dx + 196, 640)),
            ((dx + 150, 640), (dx + 126, 600), (dx + 150, 566)),
            ((dx + 186, 520), (dx + 196, 470), (dx + 170, 420)),
            ((dx + 120, 340), (dx + 70, 250), (dx + 96, 150)),
        )
        outlined(pelvis)
        sheet.disc(dx + 226, 574, 36, edge, 0.8)
        sheet.disc(dx + 226, 574, 30, CARD, 0.78)

    # A natural hip: ball, neck and shaft are one bone.
    dx = 70
    shaft = curve(
        (dx + 500, 408),
        ((dx + 520, 384), (dx + 536, 376), (dx + 556, 378)),
        ((dx + 604, 384), (dx + 620, 426), (dx + 604, 484)),
        ((dx + 590, 560), (dx + 584, 640), (dx + 584, 840)),
        ((dx + 548, 840), (dx + 512, 840), (dx + 476, 840)),
        ((dx + 476, 720), (dx + 484, 630), (dx + 478, 572)),
        ((dx + 470, 536), (dx + 446, 520), (dx + 414, 500)),
        ((dx + 440, 460), (dx + 470, 430), (dx + 500, 408)),
    )
    neck = [(dx + 440, 372), (dx + 510, 412), (dx + 470, 540), (dx + 404, 494)]
    outlined(arc(dx + 396, 430, 88, 0, 360), neck, shaft)
    sheet.line(arc(dx + 396, 430, 106, 142, 312), 14, TEAL)
    sheet.line(arc(dx + 396, 430, 84, 140, 312), 11, MIST)

    # A replaced one: the ball is cut away, a stem stands in the shaft.
    dx = 820
    shaft = curve(
        (dx + 512, 398),
        ((dx + 526, 382), (dx + 540, 376), (dx + 556, 378)),
        ((dx + 604, 384), (dx + 620, 426), (dx + 604, 484)),
        ((dx + 590, 560), (dx + 584, 640), (dx + 584, 840)),
        ((dx + 548, 840), (dx + 512, 840), (dx + 476, 840)),
        ((dx + 476, 720), (dx + 484, 630), (dx + 478, 572)),
        ((dx + 476, 556), (dx + 470, 546), (dx + 460, 534)),
        ((dx + 478, 490), (dx + 495, 444), (dx + 512, 398)),
    )
    outlined(shaft)
    stem = curve(
        (dx + 494, 436),
        ((dx + 548, 452), (dx + 574, 500), (dx + 566, 560)),
        ((dx + 558, 640), (dx + 550, 700), (dx + 542, 764)),
        ((dx + 538, 786), (dx + 524, 786), (dx + 520, 764)),
        ((dx + 512, 690), (dx + 508, 620), (dx + 496, 566)),
        ((dx + 490, 536), (dx + 478, 520), (dx + 460, 506)),
    )
    sheet.line([(dx + 410, 436), (dx + 496, 474)], 44, metal)
    sheet.polygon(stem, metal)
    shine = curve(
        (dx + 522, 478),
        ((dx + 546, 504), (dx + 546, 540), (dx + 542, 600)),
        ((dx + 538, 650), (dx + 536, 690), (dx + 533, 730)),
    )
    sheet.line(shine, 7, "#c3d0d1")
    sheet.line(arc(dx + 396, 430, 106, 142, 312), 20, BRAND)
    sheet.line(arc(dx + 396, 430, 87, 142, 312), 13, MIST)
    sheet.disc(dx + 396, 430, 76, TEAL)
    sheet.line(arc(dx + 396, 430, 52, 190, 262), 11, MIST)

    for x in (70, 820):  # bones run on beyond the card; trim them at its lower edge
        sheet.box(x, 820, 710, 80, PAPER)


def blood_pressure(sheet: Sheet) -> None:
    sheet.box(70, 80, 560, 740, CARD, 28)
    sheet.box(70, 690, 560, 16, "#cdbb98")
    sheet.box(70, 704, 560, 56, SAND)
    arm = curve(
        (70, 452),
        ((160, 448), (250, 456), (360, 476)),
        ((450, 492), (540, 520), (630, 552)),
        ((630, 600), (630, 640), (630, 668)),
        ((560, 684), (500, 692), (420, 690)),
        ((300, 690), (180, 684), (70, 676)),
    )
    sheet.polygon(arm, BLUSH)
    sheet.line(curve((436, 496), ((428, 514), (428, 530), (436, 546))), 6, "#c98f86")
    cuff = curve(
        (142, 436),
        ((210, 434), (290, 442), (356, 456)),
        ((376, 530), (374, 620), (354, 698)),
        ((290, 700), (210, 698), (140, 692)),
        ((124, 610), (124, 520), (142, 436)),
    )
    sheet.polygon(cuff, BRAND)
    sheet.line(curve((168, 437), ((150, 520), (150, 610), (166, 692))), 5, TEAL)
    sheet.line(curve((330, 452), ((350, 530), (348, 620), (330, 696))), 5, TEAL)
    sheet.box(214, 528, 76, 64, TEAL, 10)
    sheet.line(
        curve(
            (252, 528),
            (
                (252, 460),
                (300, 470),
                (304, 400),
            ),
            ((306, 380), (310, 360), (310, 340)),
        ),
        13,
        INK,
    )
    sheet.box(196, 124, 300, 224, NIGHT, 24)
    sheet.box(222, 150, 176, 172, MIST, 12)
    sheet.text(310, 202, "128", 66, INK, "mm")
    sheet.text(310, 272, "78", 54, SOFT, "mm")
    sheet.disc(446, 196, 24, AMBER)
    sheet.disc(446, 270, 16, SOFT)

    sheet.box(680, 80, 850, 740, CARD, 28)
    left, right = 760, 1460
    for y in (200, 330, 460, 590, 720):
        sheet.line([(left, y), (right, y)], 3, LINE)
    upper = (142, 133, 138, 126, 131, 124, 135, 122, 128, 130, 121, 127, 125, 129)
    lower = (91, 84, 86, 80, 82, 76, 85, 75, 79, 80, 74, 78, 77, 79)

    def height(pressure: float) -> float:
        return 720 - (pressure - 60) * 520 / 90

    means = (sum(upper[2:]) / 12, sum(lower[2:]) / 12)
    for mean in means:
        sheet.dashes((left, height(mean)), (right, height(mean)), 6, AMBER)
    for i, (high, low) in enumerate(zip(upper, lower, strict=True)):
        x = left + 26 + i * (right - left - 52) / 13
        faint = i < 2  # the first day is left out of the average
        sheet.line([(x, height(high)), (x, height(low))], 9, LINE if faint else MIST)
        sheet.disc(x, height(high), 16, "#b9c9c5" if faint else BRAND)
        sheet.disc(x, height(low), 16, "#b9c9c5" if faint else TEAL)
    sheet.line([(left, 720), (right, 720)], 5, SOFT)


def risk_dots(sheet: Sheet) -> None:
    sheet.box(380, 50, 840, 800, CARD, 28)
    special = {(2, 6), (5, 3), (7, 7)}
    for row in range(10):
        for column in range(10):
            x, y = 460 + column * 75.5, 112 + row * 75.5
            if (row, column) in special:
                sheet.disc(x, y, 29, AMBER)
                sheet.ring(x, y, 29, 6, "#8a5a00")
            else:
                sheet.disc(x, y, 25, "#c6ddd7")


def migraine(sheet: Sheet) -> None:
    sheet.polygon([(0, 0), (1600, 0), (1600, 900), (0, 900)], "#1b2b3d")
    sheet.disc(900, 380, 470, "#213449")
    sheet.disc(900, 380, 370, "#283e55")
    head = moved(profile(), 610, 40, 1.72)
    sheet.polygon(head, "#0f1c2a")
    for radius, colour in ((112, "#4a2f3e"), (80, "#713a45"), (50, "#a9564f"), (22, "#f0b27a")):
        sheet.disc(908, 296, radius, colour)
    eye = curve((738, 372), ((762, 358), (790, 362), (802, 378)))
    sheet.line(eye, 8, "#7d93a8")
    # The aura: a fortification arc, open towards the eye, its teeth growing outwards.
    for offset, colour, width in ((0, SUN, 15), (40, "#f4f1e9", 9), (74, "#74d6c8", 7)):
        teeth = []
        count = 22
        for i in range(count + 1):
            angle = math.radians(118 + 124 * i / count)
            # the teeth are tallest in the middle and die away at both ends
            tooth = (48 - offset * 0.2) * math.sin(math.pi * i / count) ** 0.6
            reach = 236 + offset + (tooth / 2 if i % 2 else -tooth / 2)
            teeth.append((598 + reach * math.cos(angle), 392 + reach * math.sin(angle)))
        sheet.line(teeth, width, colour)


def hay_fever(sheet: Sheet) -> None:
    sheet.polygon([(0, 0), (1600, 0), (1600, 900), (0, 900)], PALE)
    hill = curve(
        (0, 760),
        ((260, 680), (520, 720), (760, 790)),
        ((980, 850), (1200, 850), (1600, 800)),
        ((1600, 850), (1600, 880), (1600, 900)),
        ((1000, 900), (400, 900), (0, 900)),
    )
    sheet.polygon(hill, "#c4ddd3")

    def blade(x: float, lean: float, tall: float, colour: str) -> None:
        left = ((x - 8, 900 - tall * 0.5), (x + lean * 0.4, 900 - tall * 0.8), (x + lean, 900 - tall))
        right = ((x + lean * 0.5, 900 - tall * 0.7), (x + 14, 900 - tall * 0.4), (x + 16, 900))
        sheet.polygon(curve((x - 14, 900), left, right), colour)

    def grass(foot: float, top: Point, bend: float, colour: str, grain: str) -> None:
        """A flowering grass: a stem, and a dense spike of small seeds at its upper end."""
        stem = curve((foot, 910), ((foot, 700), (top[0] - bend, top[1] + 320), top), steps=160)
        sheet.line(stem, 11, colour)
        spike = stem[96::4]
        for i, (x, y) in enumerate(spike):
            share = i / (len(spike) - 1)
            half = 8 + 26 * math.sin(math.pi * (0.12 + 0.82 * share))
            for side in (-1, 1):
                seed = (x + side * half, y - 16)
                sheet.line([(x, y), seed], 11, grain if (i + (side > 0)) % 2 else colour)
                if i % 3 == 1:
                    sheet.line([seed, (seed[0] + side * 15, seed[1] + 3)], 3, "#b98a2e")
                    sheet.disc(seed[0] + side * 17, seed[1] + 4, 6.5, AMBER)

    for x, lean, tall, colour in (
        (70, -40, 250, TEAL),
        (140, 36, 340, BRAND),
        (236, -30, 230, TEAL),
        (540, 50, 260, BRAND),
        (610, 30, 190, TEAL),
    ):
        blade(x, lean, tall, colour)
    grass(300, (236, 250), -30, TEAL, "#86bab2")
    grass(400, (440, 120), 20, BRAND, "#2f7f76")
    blade(456, -56, 300, TEAL)
    blade(352, 60, 220, BRAND)

    # The face, cut by the right edge, and what drifts towards it.
    sheet.polygon(moved(profile(), 1068, -170, 2.0), BLUSH)
    sheet.box(1368, 836, 300, 70, BLUSH)
    sheet.line(curve((1140, 392), ((1128, 404), (1130, 418), (1146, 422))), 8, "#c98f86")
    sheet.line(curve((1240, 216), ((1268, 240), (1312, 240), (1338, 214))), 10, INK)
    sheet.line(curve((1222, 150), ((1260, 116), (1318, 116), (1352, 138))), 11, INK)
    grains = 50
    for i in range(grains):
        t = i / (grains - 1)
        wave = math.sin(i * 2.4) * (30 + 80 * math.sin(math.pi * t))
        x = 510 + 550 * t + 18 * math.cos(i * 1.7)
        y = 250 + 122 * t + wave
        size = 6 + 5 * ((i * 7) % 5) / 4
        sheet.disc(x, y, size, AMBER)
        sheet.disc(x - size * 0.2, y - size * 0.2, size * 0.55, SUN)


def thermometer(sheet: Sheet) -> None:
    sheet.box(70, 80, 1460, 740, CARD, 28)
    left, right, base = 590, 1440, 690
    for y in (210, 330, 450, 570):
        sheet.line([(left, y), (right, y)], 3, LINE)
    fever = curve(
        (left, 650),
        ((670, 646), (690, 550), (730, 410)),
        ((756, 310), (796, 262), (842, 292)),
        ((880, 322), (898, 244), (944, 256)),
        ((998, 270), (1012, 372), (1070, 392)),
        ((1128, 412), (1138, 552), (1214, 602)),
        ((1282, 642), (1356, 650), (right, 652)),
    )
    sheet.polygon([*fever, (right, base), (left, base)], "#f6e6dd")
    sheet.dashes((left, 510), (right, 510), 5, AMBER)
    sheet.text(left - 22, 510, "38°C", 32, SOFT, "rm")
    sheet.line(fever, 13, ROSE)
    sheet.line([(left, base), (right, base)], 5, SOFT)
    day = (right - left) / 5
    for i in range(6):
        sheet.line([(left + i * day, base), (left + i * day, base + 16)], 5, SOFT)
        if i < 5:
            sheet.text(left + (i + 0.5) * day, base + 46, f"Day {i + 1}", 30, SOFT, "mm")

    x = 280
    body = curve(
        (x - 78, 220),
        ((x - 78, 130), (x + 78, 130), (x + 78, 220)),
        ((x + 82, 330), (x + 80, 420), (x + 62, 510)),
        ((x + 48, 580), (x + 28, 620), (x + 22, 690)),
        ((x + 8, 696), (x - 8, 696), (x - 22, 690)),
        ((x - 28, 620), (x - 48, 580), (x - 62, 510)),
        ((x - 80, 420), (x - 82, 330), (x - 78, 220)),
    )
    sheet.polygon(body, MIST)
    tip = curve((x - 22, 690), ((x - 20, 740), (x - 16, 768), (x, 768)), ((x + 16, 768), (x + 20, 740), (x + 22, 690)))
    sheet.polygon(tip, "#8fa3a6")
    sheet.box(x - 58, 226, 116, 108, NIGHT, 14)
    sheet.text(x, 280, "38.6", 48, "#74d6c8", "mm")
    sheet.disc(x, 408, 33, BRAND)
    sheet.disc(x, 408, 20, TEAL)
    sheet.line([(x - 30, 486), (x + 30, 486)], 7, TEAL)
    sheet.line([(x - 25, 508), (x + 25, 508)], 7, TEAL)


PICTURES: dict[str, Callable[[Sheet], None]] = {
    "stroke-signs": stroke_signs,
    "sleep-cycle": sleep_cycle,
    "hip-joint": hip_joint,
    "blood-pressure": blood_pressure,
    "risk-dots": risk_dots,
    "migraine": migraine,
    "hay-fever": hay_fever,
    "thermometer": thermometer,
}

NAMES: tuple[str, ...] = tuple(PICTURES)


def draw(name: str, width: int = 1600) -> Image.Image:
    """The picture called `name`, `width` pixels wide and nine sixteenths as high, as an RGB image.

    Raises KeyError for a name that is not in `NAMES`.
    """
    paint = PICTURES[name]
    sheet = Sheet(width)
    paint(sheet)
    return sheet.finished()
