"""Pictures: what may be uploaded, how it is stored, and which versions a text shows."""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from . import body
from .models import Image, ImageVersion

# Bytes of an upload: a good photograph of a telephone has 4 to 12 MB.
MAX_BYTES = 20 * 1024 * 1024
# Pixels of a picture: 40 million is a full-frame photograph; more is a mistake or a bomb.
MAX_PIXELS = 40_000_000
# The widest that any page shows, twice over for sharp screens.
MAX_WIDTH = 2560
FORMATS = {"JPEG": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"), "WEBP": ("image/webp", "webp")}


class ImageError(ValueError):
    """A file that can't be taken as a picture; the message tells the author why."""


def add_version(image: Image, file: BinaryIO, *, by: Any) -> ImageVersion:
    """Store the picture in `file` as the newest version of `image`.

    What it is is told from its bytes, never from its name. It is written anew, upright and without the camera's notes
    (place and time among them). The same bytes as the present version give that version. Raises ImageError.
    """
    data, kind, (width, height) = _rewritten(file)
    media_type, ending = FORMATS[kind]
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        newest = image.versions.select_for_update().first()
        if newest and newest.sha256 == digest:
            return newest
        version = ImageVersion(
            image=image,
            number=newest.number + 1 if newest else 1,
            width=width,
            height=height,
            media_type=media_type,
            sha256=digest,
            created_by=by,
        )
        version.file.save(f"{digest[:20]}.{ending}", ContentFile(data), save=False)
        version.save()
    return version


def check(file: BinaryIO) -> None:
    """Raise ImageError, as `add_version` would, for a file that can't be taken. Stores nothing."""
    _rewritten(file)


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


def _rewritten(file: BinaryIO) -> tuple[bytes, str, tuple[int, int]]:
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ImageError(_("The file is larger than %(most)d MB.") % {"most": MAX_BYTES // (1024 * 1024)})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            picture = Pillow.open(io.BytesIO(data), formats=list(FORMATS))
            kind = picture.format or ""
            if picture.width * picture.height > MAX_PIXELS:
                raise ImageError(
                    _("The picture has more than %(most)d million pixels.") % {"most": MAX_PIXELS // 10**6}
                )
            picture = ImageOps.exif_transpose(picture)
            picture.load()
    except ImageError:
        raise
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Warning,
        Pillow.DecompressionBombError,
    ) as problem:
        raise ImageError(_("This is no JPEG, PNG or WebP picture, or it is damaged.")) from problem
    if picture.width > MAX_WIDTH:
        picture.thumbnail((MAX_WIDTH, picture.height), Pillow.Resampling.LANCZOS)
    if kind == "JPEG" and picture.mode != "RGB":
        picture = picture.convert("RGB")
    profile = picture.info.get("icc_profile")
    picture.info.clear()
    out = io.BytesIO()
    options = {"quality": 88} if kind in {"JPEG", "WEBP"} else {"optimize": True}
    picture.save(out, kind, icc_profile=profile, **options)
    return out.getvalue(), kind, picture.size
