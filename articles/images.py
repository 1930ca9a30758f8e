"""Pictures: what may be uploaded, how it is stored, and which versions a text shows."""

from __future__ import annotations

import hashlib
import io
import threading
import warnings
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageOps

from . import body
from .models import Image, ImageVersion

# Bytes of an upload: a good photograph of a telephone has 4 to 12 MB.
MAX_BYTES = 20 * 1024 * 1024
# Pixels of a picture: 40 million is a full-frame photograph; more is a mistake or a bomb.
MAX_PIXELS = 40_000_000
# A strip of 1 × 40 million takes the memory of forty million rows: no picture for a page has such a side.
MAX_SIDE = 16_000
# The widest that any page shows, twice over for sharp screens.
MAX_WIDTH = 2560
FORMATS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}


# One picture unpacked takes up to 160 MB; a handful at once would take the machine.
_ONE_AT_A_TIME = threading.Lock()


class ImageError(ValueError):
    """A file that can't be taken as a picture; the message tells the author why."""


@dataclass(frozen=True)
class Picture:
    """A picture as it may be stored: its bytes, written anew, and what they are. Made by `read`."""

    data: bytes
    format: str
    width: int
    height: int


def read(file: BinaryIO) -> Picture:
    """The picture in `file`, upright, no wider than needed, without the camera's notes (place and time among them).

    What it is is told from its bytes, never from its name. Raises ImageError for whatever can't be taken.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ImageError(_("The file is larger than %(most)d MB.") % {"most": MAX_BYTES // (1024 * 1024)})
    with _ONE_AT_A_TIME:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Pillow.DecompressionBombWarning)
                return _rewritten(Pillow.open(io.BytesIO(data), formats=list(FORMATS)))
        except ImageError:
            raise
        except (OSError, ValueError, SyntaxError, Warning, Pillow.DecompressionBombError) as problem:
            raise ImageError(_("This is no JPEG, PNG or WebP picture, or it is damaged.")) from problem


def add_version(image: Image, picture: Picture, *, by: Any) -> ImageVersion:
    """Store `picture` as the newest version of `image`. The same bytes as the present version give that version."""
    media_type, ending = FORMATS[picture.format]
    digest = hashlib.sha256(picture.data).hexdigest()
    with transaction.atomic():
        newest = image.versions.select_for_update().first()
        if newest and newest.sha256 == digest:
            return newest
        version = ImageVersion(
            image=image,
            number=newest.number + 1 if newest else 1,
            width=picture.width,
            height=picture.height,
            media_type=media_type,
            sha256=digest,
            created_by=by,
        )
        version.file.save(f"{digest[:20]}.{ending}", ContentFile(picture.data), save=False)
        version.save()
    return version


def shown_in(text: str) -> list[ImageVersion]:
    """The versions that a stored text shows, in order; addresses of no version are left out."""
    names = [source.removeprefix(settings.MEDIA_URL) for source in body.pictures(text)]
    if not names:
        return []
    versions = {version.file.name: version for version in ImageVersion.objects.filter(file__in=names)}
    return [versions[name] for name in dict.fromkeys(names) if name in versions]


def sizes_in(text: str) -> dict[str, tuple[int, int]]:
    """The width and height of every picture that a stored text shows, by address: what `body.render` wants to know."""
    return {f"{settings.MEDIA_URL}{version.file.name}": (version.width, version.height) for version in shown_in(text)}


def _rewritten(picture: Pillow.Image) -> Picture:
    # A telephone's JPEG may hold a second picture; the first is the one that people see.
    kind = "JPEG" if picture.format == "MPO" else picture.format or ""
    if max(picture.size) > MAX_SIDE or picture.width * picture.height > MAX_PIXELS:
        raise ImageError(
            _("The picture has more than %(most)d million pixels, or a side of more than %(side)d.")
            % {"most": MAX_PIXELS // 10**6, "side": MAX_SIDE}
        )
    picture = ImageOps.exif_transpose(picture)
    picture.load()
    if picture.width > MAX_WIDTH:
        picture.thumbnail((MAX_WIDTH, picture.height), Pillow.Resampling.LANCZOS)
    if kind == "JPEG" and picture.mode != "RGB":
        picture = picture.convert("RGB")
    profile = picture.info.get("icc_profile")
    picture.info.clear()
    out = io.BytesIO()
    options = {"quality": 88} if kind in {"JPEG", "WEBP"} else {"optimize": True}
    picture.save(out, kind, icc_profile=profile, **options)
    return Picture(out.getvalue(), kind, picture.width, picture.height)
