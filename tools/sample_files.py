"""Draw the sample files of a demonstration anew: ``python -m tools.sample_files``.

They are committed, so that a hall needs no drawing library to hand them out. Everything in them is invented.
"""

import zlib
from io import BytesIO
from pathlib import Path

import pillow_heif
from PIL import Image, ImageDraw, ImageFont

from tools.source import PACKAGE

FOLDER = PACKAGE / "blocks" / "documents" / "samples"
_PAPER, _INK, _BLUE, _SAND, _SKIN, _HAIR = "#fcfaf6", "#12313f", "#8fb8c8", "#d9c9a3", "#d8a981", "#2b2320"
_LINES = (
    ("Bold", 20, "Letter of confirmation"),
    ("Plain", 11, "SAMPLE - made for demonstrations. Nobody in it exists."),
    ("Plain", 11, ""),
    ("Plain", 11, "To whom it may concern"),
    ("Plain", 11, ""),
    ("Plain", 11, "We confirm that the person who hands in this letter has lived at the address"),
    ("Plain", 11, "that they gave since the first of March of last year, and that the account for"),
    ("Plain", 11, "water and light of this address is in their name."),
    ("Plain", 11, ""),
    ("Plain", 11, "Account                 000 000 000 0"),
    ("Plain", 11, "Period                  January to March"),
    ("Plain", 11, "Amount                  paid"),
    ("Plain", 11, ""),
    ("Plain", 11, "The Sample Light and Water Company"),
)


def paper() -> bytes:
    """Return a letter of one page as PDF."""
    fonts = {"Bold": b"/F2", "Plain": b"/F1"}
    shown = [b"BT 72 760 Td"]
    for face, size, words in _LINES:
        shown.append(b"%s %d Tf 0 -%d Td (%s) Tj" % (fonts[face], size, size + 9, words.encode("ascii")))
    content = zlib.compress(b"\n".join([*shown, b"ET", b"0.5 w 72 742 m 523 742 l S"]), 9)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica%s /Encoding /WinAnsiEncoding >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << %s >> >> >>"
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        page % b"/F1 5 0 R /F2 6 0 R",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(content), content),
        font % b"",
        font % b"-Bold",
    )


def _pdf(*objects: bytes) -> bytes:
    body, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, each in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return bytes(body) + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + end


def portrait() -> Image.Image:
    """Return a photograph for a licence: somebody drawn before a plain wall."""
    image = Image.new("RGB", (600, 800), _BLUE)
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 560, 540, 1100), fill=_INK)
    draw.polygon([(250, 560), (350, 560), (300, 690)], fill=_PAPER)
    draw.rectangle((255, 480, 345, 590), fill=_SKIN)
    draw.ellipse((175, 160, 425, 440), fill=_HAIR)
    draw.ellipse((195, 210, 405, 520), fill=_SKIN)
    for x in (255, 345):
        draw.ellipse((x - 12, 345, x + 12, 363), fill=_INK)
    draw.arc((255, 400, 345, 460), 20, 160, fill=_HAIR, width=6)
    return _marked(image)


def plan() -> Image.Image:
    """Return the plan of a small shop."""
    image = Image.new("RGB", (1000, 700), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((80, 80, 920, 560), outline=_INK, width=10)
    draw.line((600, 80, 600, 380), fill=_INK, width=8)
    draw.line((600, 470, 600, 560), fill=_INK, width=8)
    for box, name in (
        ((120, 130, 330, 200), "counter"),
        ((660, 130, 880, 230), "store"),
        ((660, 420, 860, 520), "sink"),
    ):
        draw.rectangle(box, outline=_BLUE, width=4)
        draw.text((box[0] + 12, box[1] + 12), name, fill=_INK, font=ImageFont.load_default(26))
    draw.text((400, 580), "8.4 m", fill=_INK, font=ImageFont.load_default(30))
    return _marked(image)


def shop() -> Image.Image:
    """Return a photograph of a shop's front, as a telephone takes it."""
    image = Image.new("RGB", (1200, 900), _BLUE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((150, 200, 1050, 900), fill=_SAND)
    draw.rectangle((150, 200, 1050, 330), fill=_INK)
    draw.text((390, 235), "TEA AND NOODLES", fill=_PAPER, font=ImageFont.load_default(52))
    draw.rectangle((220, 420, 640, 760), fill=_PAPER)
    draw.rectangle((740, 420, 960, 900), fill=_HAIR)
    draw.rectangle((0, 860, 1200, 900), fill="#777777")
    return _marked(image)


def drawing() -> bytes:
    """Return the head of a drawing: what a hall, which never draws one, sees of it."""
    return b"AC1032\0\0\0\0\0\x03" + b"SAMPLE - made for demonstrations".ljust(2036, b"\0")


def _marked(image: Image.Image) -> Image.Image:
    draw = ImageDraw.Draw(image)
    draw.text((24, image.height - 52), "SAMPLE", fill=_PAPER, stroke_width=2, stroke_fill=_INK, font=_large())
    return image


def _large() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(36)


def _saved(image: Image.Image, kind: str) -> bytes:
    target = BytesIO()
    image.save(target, kind, optimize=True)
    return target.getvalue()


def _telephone(image: Image.Image) -> bytes:
    target = BytesIO()
    pillow_heif.from_pillow(image).save(target, quality=60)
    return target.getvalue()


def main(folder: Path = FOLDER) -> None:
    """Write all of them."""
    folder.mkdir(exist_ok=True)
    (folder / "letter.pdf").write_bytes(paper())
    (folder / "portrait.jpg").write_bytes(_saved(portrait(), "JPEG"))
    (folder / "plan.png").write_bytes(_saved(plan(), "PNG"))
    (folder / "shop-front.heic").write_bytes(_telephone(shop()))
    (folder / "drawing.dwg").write_bytes(drawing())


if __name__ == "__main__":
    main()
