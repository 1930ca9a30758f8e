"""What may be uploaded as a picture, and what becomes of it."""

import io
import struct
import zlib

import pytest
from PIL import Image as Pillow

from articles import images
from articles.models import Image

pytestmark = pytest.mark.django_db


def written(kind="PNG", size=(40, 30), **options):
    out = io.BytesIO()
    Pillow.new("RGB", size, "#0b5f57").save(out, kind, **options)
    out.seek(0)
    return out


def png_that_claims(width, height):
    """A file of some bytes whose header promises a large picture."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))


class ReadTests:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
    def test_the_usual_kinds_are_taken_whatever_the_name(self, kind):
        picture = images.read(written(kind))
        assert (picture.format, picture.width, picture.height) == (kind, 40, 30)

    def test_what_the_camera_noted_is_gone_and_the_picture_stands_upright(self):
        exif = Pillow.Exif()
        exif[0x0112] = 6  # lies on its side
        exif[0x010F] = "A camera of mine"
        picture = images.read(written("JPEG", exif=exif))
        assert (picture.width, picture.height) == (30, 40)
        assert b"A camera of mine" not in picture.data
        assert not Pillow.open(io.BytesIO(picture.data)).getexif()

    def test_a_telephones_file_with_two_pictures_in_it_gives_the_first(self):
        second = Pillow.new("RGB", (40, 30), "white")
        assert images.read(written("MPO", save_all=True, append_images=[second])).format == "JPEG"

    def test_a_wide_picture_is_brought_to_the_width_that_pages_show(self):
        assert images.read(written(size=(4000, 100))).width == images.MAX_WIDTH

    @pytest.mark.parametrize(
        "file",
        [
            b"",
            b"no picture",
            b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
            b"\x89PNG\r\n\x1a\n",
            b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
        ],
    )
    def test_what_is_no_picture_is_refused(self, file):
        with pytest.raises(images.ImageError, match="no JPEG, PNG or WebP"):
            images.read(io.BytesIO(file))

    def test_a_damaged_picture_is_refused(self):
        whole = written("JPEG", size=(400, 300)).getvalue()
        with pytest.raises(images.ImageError):
            images.read(io.BytesIO(whole[: len(whole) // 2]))

    @pytest.mark.parametrize("size", [(1, 40_000_000), (40_000_000, 1), (16_001, 10), (9000, 9000), (65_000, 65_000)])
    def test_a_bomb_is_refused_before_it_is_unpacked(self, size):
        with pytest.raises(images.ImageError):
            images.read(png_that_claims(*size))

    def test_a_file_of_too_many_bytes_is_refused(self, monkeypatch):
        monkeypatch.setattr(images, "MAX_BYTES", 50)
        with pytest.raises(images.ImageError, match="larger than"):
            images.read(written())


class VersionTests:
    def test_another_file_makes_another_version_and_the_same_file_none(self):
        image = Image.objects.create(title="Flower")
        first = images.add_version(image, images.read(written()), by=None)
        assert images.add_version(image, images.read(written()), by=None) == first
        second = images.add_version(image, images.read(written(size=(50, 30))), by=None)
        assert (first.number, second.number) == (1, 2)
        assert (second.width, second.height, second.media_type) == (50, 30, "image/png")
        assert image.current() == second
