"""Files of posts: really decoded, made harmless, or refused with the reason."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from calendar_app import media


def picture(kind="JPEG", size=(60, 40), **options):
    target = io.BytesIO()
    mode = "P" if kind == "GIF" else "RGB"
    Image.new(mode, size, 3 if mode == "P" else (200, 30, 90)).save(target, kind, **options)
    return target.getvalue()


def box(name, content=b""):
    return (8 + len(content)).to_bytes(4, "big") + name + content


def film(*more, brand=b"isom"):
    return (
        box(b"ftyp", brand + b"\0\0\0\0") + box(b"moov", box(b"mvhd", b"m" * 20) + b"".join(more)) + box(b"mdat", b"x")
    )


def webm(tail=b""):
    head = b"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"
    return head + b"\x18\x53\x80\x67\x84" + b"clip" + tail


@pytest.mark.parametrize(("kind", "mime"), [("JPEG", "jpeg"), ("PNG", "png"), ("GIF", "gif"), ("WEBP", "webp")])
def test_an_image_is_taken_for_what_it_holds(kind, mime):
    medium = media.read(picture(kind))
    assert (medium.kind, medium.mime, medium.width, medium.height) == ("image", f"image/{mime}", 60, 40)
    with Image.open(io.BytesIO(medium.data)) as again:
        assert again.format == kind
    assert Image.open(io.BytesIO(medium.small)).format == "WEBP"


def test_where_and_with_what_it_was_taken_is_gone():
    exif = Image.Exif()
    exif[0x010F] = "Camera of Camille"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)
    exif[0x0112] = 6  # held upright
    medium = media.read(picture(exif=exif.tobytes(), comment=b"Camille"))
    assert b"Camille" not in medium.data
    with Image.open(io.BytesIO(medium.data)) as again:
        assert not again.getexif()
        assert again.size == (40, 60)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_what_hides_behind_the_pixels_is_gone(kind):
    medium = media.read(picture(kind) + b"<script>alert(1)</script>PK\x03\x04")
    assert b"<script>" not in medium.data and b"PK\x03\x04" not in medium.data


def test_an_animation_keeps_moving():
    frames = [Image.new("RGB", (8, 8), (n, 0, 0)) for n in (0, 90, 200)]
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=[100, 200, 300])
    with Image.open(io.BytesIO(media.read(target.getvalue()).data)) as again:
        assert again.n_frames == 3


def test_a_film_is_kept_and_says_no_longer_who_made_it():
    given = film(box(b"udta", b"+48.85+002.35/ Camille"), box(b"trak", box(b"meta", b"Camille")))
    medium = media.read(given)
    assert (medium.kind, medium.mime) == ("video", "video/mp4")
    assert b"Camille" not in medium.data and b"+48.85" not in medium.data
    assert len(medium.data) == len(given)  # frames are found by their place in the file


def test_other_films_are_taken_too():
    assert media.read(film(brand=b"qt  ")).mime == "video/quicktime"
    assert media.read(webm()).mime == "video/webm"


def flicker(frames):
    """An animation of one pixel."""
    head = b"GIF89a" + bytes.fromhex("01000100800000000000ffffff")
    return head + bytes.fromhex("21f90400010000002c00000000010001000002024401" + "00") * frames + b";"


REFUSED = {
    "empty": b"",
    "heic": box(b"ftyp", b"heic\0\0\0\0") + box(b"meta"),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "unknown": b"%PDF-1.7 something",
    "unreadable": picture("PNG")[:60],
    "too_many_pixels": picture("PNG", (9000, 6000)),
    "too_many_frames": flicker(1001),
    "polyglot": film() + b"PK\x03\x04 an archive",
}


@pytest.mark.parametrize("code", REFUSED)
def test_the_rest_is_refused_with_the_reason(code):
    with pytest.raises(media.Refused) as refused:
        media.read(REFUSED[code])
    assert refused.value.code == code


@pytest.mark.parametrize(
    "data",
    [film(box(b"free", b"<script>alert(1)</script>")), webm(b"PK\x03\x04"), film() + b"<html>"],
)
def test_a_film_is_nothing_but_a_film(data):
    with pytest.raises(media.Refused, match="polyglot"):
        media.read(data)


def test_too_large_is_refused_before_anything_is_decoded(monkeypatch):
    monkeypatch.setattr(media, "LARGEST_IMAGE", 10)
    monkeypatch.setattr(media, "LARGEST_VIDEO", 10)
    for data, code in ((picture(), "image_too_large"), (film(), "video_too_large")):
        with pytest.raises(media.Refused, match=code):
            media.read(data)


SEEDS = [picture("JPEG"), picture("PNG"), picture("GIF"), picture("WEBP"), film(), webm()]


@given(st.sampled_from(SEEDS), st.integers(0, 200), st.binary(max_size=8))
def test_a_damaged_file_is_read_or_refused_but_never_breaks(seed, at, noise):
    try:
        media.read(seed[:at] + noise + seed[at + len(noise) :])
    except media.Refused as refused:
        assert refused.code


def test_files_have_names_of_our_own_that_only_we_read(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    key = media.keep(7, media.read(picture()))
    assert key.startswith("attachments/7/")
    assert oct(media.path(key).stat().st_mode)[-3:] == "600"
    assert media.small_path(key).is_file()
    media.discard(key)
    assert not media.path(key).exists() and not media.small_path(key).exists()
