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


def element(name, content=b"", size=None):
    """Its size in eight bytes; ``size`` "unknown" as live recordings have it."""
    said = b"\x01" + (b"\xff" * 7 if size == "unknown" else len(content).to_bytes(7, "big"))
    return bytes.fromhex(name) + said + content


BLOCK = element("a3", b"\x81\0\0\x80 frame")


def webm(*more, size=None, tail=b""):
    head = element("1a45dfa3", element("4282", b"webm"))
    info = element("1549a966", element("2ad7b1", b"\x0f\x42\x40") + b"".join(more))
    cluster = element("1f43b675", element("e7", b"\0") + BLOCK * 2, size)
    return head + element("18538067", info + cluster, size) + tail


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


PERSONAL = {
    "writer": element("5741", b"Camille"),
    "program": element("4d80", b"Camille"),
    "title": element("7ba9", b"Chez Camille"),
    "day": element("4461", b"Camille!"),
    "track": element("1654ae6b", element("ae", element("536e", b"Camille") + element("86", b"V_VP9"))),
    "tags": element("1254c367", element("7373", element("67c8", element("45a3", b"LOCATION") + b"Camille"))),
    "file": element("1941a469", b"Camille"),
    "void": element("ec", b"Camille"),
}


@pytest.mark.parametrize("size", [None, "unknown"])
@pytest.mark.parametrize("code", PERSONAL)
def test_a_webm_says_no_longer_who_made_it(code, size):
    given = webm(PERSONAL[code], size=size)
    kept = media.read(given).data
    assert b"Camille" in given and b"Camille" not in kept
    assert len(kept) == len(given) and kept.index(BLOCK * 2) == given.index(BLOCK * 2)
    assert (b"V_VP9" in given) == (b"V_VP9" in kept)
    assert media.read(kept).data == kept


def test_what_follows_a_live_recording_is_blanked_too():
    given = webm(size="unknown") + PERSONAL["tags"]
    assert b"Camille" not in media.read(given).data


def test_when_a_film_was_made_is_blanked():
    head = b"\0\0\0\0" + b"MADECHNG" + b"rest of the head"
    kept = media.read(film(box(b"trak", box(b"tkhd", head) + box(b"mdia", box(b"mdhd", head))))).data
    assert b"MADE" not in kept and kept.count(b"rest of the head") == 2


def test_films_of_countless_parts_are_refused(monkeypatch):
    deep = b""
    for _level in range(2000):
        deep = box(b"trak", deep)
    monkeypatch.setattr(media, "MOST_PARTS", 50)
    several = film(box(b"moov", box(b"free") * 30), box(b"moov", box(b"free") * 30))
    segments = webm(element("ec") * 30, tail=element("18538067", element("ec") * 30))
    for data in (film(deep), film(box(b"free") * 60), several, webm(element("ec") * 60), segments):
        with pytest.raises(media.Refused, match="unreadable"):
            media.read(data)


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
    [film(box(b"free", b"<script>alert(1)</script>")), webm(tail=b"PK\x03\x04"), film() + b"<html>"],
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


SEEDS = [picture("JPEG"), picture("PNG"), picture("GIF"), picture("WEBP"), film(), webm(), webm(size="unknown")]


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
