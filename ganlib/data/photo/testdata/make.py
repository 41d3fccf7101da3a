"""Makes pictures.zip: small picture files of every kind that package photo reads, and the pixels that Pillow shows of each.

    python3 -m venv /tmp/pictures && /tmp/pictures/bin/pip install pillow==13.0.0 numpy==2.4.6 imagecodecs==2026.3.6
    /tmp/pictures/bin/python make.py

For every FILE in the archive, FILE.rgb holds width and height as two little-endian uint16 and then the pixels. A second run
writes the same bytes.
"""

import io
import struct
import zipfile
import zlib

import imagecodecs
import numpy as np
from PIL import ExifTags, Image, ImageOps, TiffImagePlugin

rng = np.random.default_rng(20261130)
files = {}


def shown(content):
    """What Pillow shows: upright, and over white where it can be seen through."""
    im = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    if im.has_transparency_data:
        im = im.convert("RGBA")
        im = Image.alpha_composite(Image.new("RGBA", im.size, "white"), im)
    if im.mode.startswith("I;16"):  # Pillow clips these to white: the high byte is meant
        return Image.fromarray((np.asarray(im) >> 8).astype(np.uint8)).convert("RGB")
    return im.convert("RGB")


def add(name, content):
    assert name not in files, name
    files[name] = content


def scene(w, h, channels=3):
    """Slopes with an edge and a little noise, as photographs have; every picture another one."""
    y, x = np.mgrid[0:h, 0:w] / max(w, h)
    planes = []
    for _ in range(channels):
        a, b, c, angle = rng.uniform(-1, 1, 4)
        plane = 0.5 + 0.5 * np.sin(3 * (a * x + b * y) + 3 * c)
        plane += np.where(np.cos(3 * angle) * (x - 0.3) > np.sin(3 * angle) * (y - 0.3), 0.25, -0.25)
        planes.append(plane + rng.normal(0, 0.03, (h, w)))
    return (np.clip(np.stack(planes, -1), 0, 1) * 255).astype(np.uint8)


def picture(w, h, mode="RGB"):
    channels = len(Image.new(mode, (1, 1)).getbands())
    planes = [Image.fromarray(scene(w, h, 1)[..., 0]) for _ in range(channels)]
    return planes[0] if mode == "L" else Image.merge(mode, planes)


def saved(im, kind, **options):
    out = io.BytesIO()
    im.save(out, kind, **options)
    return out.getvalue()


def exif(orientation, order=">", kind=3):
    """A TIFF header with the tag Orientation and one before it. Kind is the number of its type: BYTE, SHORT, LONG."""
    value = {1: "Bxxx", 3: "Hxx", 4: "I"}[kind]
    mark = b"MM" if order == ">" else b"II"
    head = mark + struct.pack(order + "HIH", 42, 8, 2)
    head += struct.pack(order + "HHII", 256, 4, 1, 7)
    return head + struct.pack(order + "HHI", 274, kind, 1) + struct.pack(order + value, orientation) + bytes(4)


def xmp(orientation, element=False):
    note = f"<tiff:Orientation>{orientation}</tiff:Orientation>" if element else ""
    attribute = "" if element else f' tiff:Orientation="{orientation}"'
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/"{attribute}>{note}</rdf:Description></rdf:RDF></x:xmpmeta>'
    ).encode()


# ---- JPEG


def segment(marker, content):
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def with_segments(jpeg, *segments, behind_app0=False):
    at = 2
    if behind_app0:
        at += 2 + struct.unpack(">H", jpeg[4:6])[0]
    return jpeg[:at] + b"".join(segments) + jpeg[at:]


def without(jpeg, marker):
    """The file without the segments of a marker."""
    at, out = 2, jpeg[:2]
    while jpeg[at + 1] != 0xDA:
        size = 2 + struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
        if jpeg[at + 1] != marker:
            out += jpeg[at : at + size]
        at += size
    return out + jpeg[at:]


def jpeg_of(array, subsampling="444", colorspace=None, out=None, level=85):
    return imagecodecs.jpeg8_encode(array, level=level, subsampling=subsampling, colorspace=colorspace, outcolorspace=out)


sizes = [(16, 16), (23, 17), (17, 23), (33, 31), (8, 5), (5, 8), (40, 24)]
for n, (w, h) in enumerate(sizes):
    add(f"jpeg/grey-{w}x{h}.jpg", saved(picture(w, h, "L"), "JPEG", quality=60 + 5 * n))
    for s in ["444", "422", "420", "440", "411"]:
        add(f"jpeg/{s}-{w}x{h}.jpg", jpeg_of(scene(w, h), s, level=60 + 5 * n))
for w, h in [(1, 1), (2, 2), (3, 3), (1, 9), (9, 1), (4, 2), (2, 4)]:
    add(f"jpeg/420-{w}x{h}.jpg", jpeg_of(scene(w, h), "420"))
add("jpeg/422-1x3.jpg", jpeg_of(scene(1, 3), "422"))
add("jpeg/422-2x3.jpg", jpeg_of(scene(2, 3), "422"))
add("jpeg/440-3x1.jpg", jpeg_of(scene(3, 1), "440"))
for n, quality in enumerate([5, 30, 95, 100]):
    add(f"jpeg/quality-{quality}.jpg", saved(picture(30, 22), "JPEG", quality=quality, subsampling=n % 3))
for n in range(3):
    add(f"jpeg/progressive-{n}.jpg", saved(picture(27, 19), "JPEG", progressive=True, subsampling=n))
add("jpeg/progressive-grey.jpg", saved(picture(27, 19, "L"), "JPEG", progressive=True))
add("jpeg/progressive-cmyk.jpg", saved(picture(27, 19, "CMYK"), "JPEG", progressive=True))
add("jpeg/restart-rows.jpg", saved(picture(37, 29), "JPEG", restart_marker_rows=1))
add("jpeg/restart-blocks.jpg", saved(picture(37, 29), "JPEG", restart_marker_blocks=1, subsampling=0))
add("jpeg/optimised.jpg", saved(picture(37, 29), "JPEG", optimize=True))
for n, (w, h) in enumerate([(20, 20), (25, 14)]):
    cmyk = saved(picture(w, h, "CMYK"), "JPEG", quality=90)
    add(f"jpeg/cmyk-{n}.jpg", cmyk)
    add(f"jpeg/cmyk-no-adobe-{n}.jpg", without(cmyk, 0xEE))
    add(f"jpeg/ycck-{n}.jpg", jpeg_of(scene(w, h, 4), "444", "CMYK", "YCCK"))
    add(f"jpeg/ycck-420-{n}.jpg", jpeg_of(scene(w, h, 4), "420", "CMYK", "YCCK"))
    add(f"jpeg/rgb-{n}.jpg", saved(picture(w, h), "JPEG", keep_rgb=True))
letters = bytearray(without(saved(picture(20, 14), "JPEG", keep_rgb=True), 0xEE))
add("jpeg/rgb-letters.jpg", bytes(letters))
adobe = lambda transform: segment(0xEE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, transform))
plain = without(saved(picture(20, 14), "JPEG"), 0xE0)
add("jpeg/no-jfif.jpg", plain)
add("jpeg/adobe-1.jpg", with_segments(plain, adobe(1)))
add("jpeg/adobe-0.jpg", with_segments(plain, adobe(0)))
add("jpeg/jfif-and-adobe-0.jpg", with_segments(saved(picture(20, 14), "JPEG"), adobe(0), behind_app0=True))
add("jpeg/behind-the-end.jpg", saved(picture(20, 14), "JPEG") + b"a note that someone added")

turned = lambda: saved(picture(23, 14), "JPEG", quality=90)
EXIF, XAP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
for o in range(1, 9):
    add(f"turned/exif-{o}.jpg", with_segments(turned(), segment(0xE1, EXIF + exif(o, "<>"[o % 2])), behind_app0=o > 4))
add("turned/exif-9.jpg", with_segments(turned(), segment(0xE1, EXIF + exif(9))))
add("turned/exif-0.jpg", with_segments(turned(), segment(0xE1, EXIF + exif(0))))
add("turned/exif-byte.jpg", with_segments(turned(), segment(0xE1, EXIF + exif(6, ">", 1))))
add("turned/exif-long.jpg", with_segments(turned(), segment(0xE1, EXIF + exif(8, ">", 4))))
add("turned/xmp.jpg", with_segments(turned(), segment(0xE1, XAP + xmp(6))))
add("turned/xmp-element.jpg", with_segments(turned(), segment(0xE1, XAP + xmp(3, True))))
add("turned/xmp-and-exif.jpg", with_segments(turned(), segment(0xE1, XAP + xmp(6)), segment(0xE1, EXIF + exif(3))))
halves = EXIF + exif(6)
add("turned/exif-in-two.jpg", with_segments(turned(), segment(0xE1, halves[:20]), segment(0xE1, EXIF + halves[20:])))
add("turned/cmyk.jpg", with_segments(saved(picture(23, 14, "CMYK"), "JPEG"), segment(0xE1, EXIF + exif(7))))

# ---- PNG


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(array, depth, colour, interlaced=False, before=b"", after=b""):
    """A PNG file of an array [height, width, channels]; Pillow writes neither interlaced files nor all depths."""
    h, w, channels = array.shape

    def rows(part):
        out = b""
        for k, row in enumerate(part.reshape(part.shape[0], -1)):
            if depth == 16:
                raw = row.astype(">u2").tobytes()
            else:
                bits = (row[:, None] >> np.arange(depth - 1, -1, -1)) & 1
                raw = np.packbits(bits.astype(np.uint8).ravel()).tobytes()
            out += bytes([0]) + raw if k % 2 else bytes([1]) + sub(raw, max(1, depth * channels // 8))
        return out

    def sub(raw, step):
        return bytes((b - (raw[i - step] if i >= step else 0)) % 256 for i, b in enumerate(raw))

    parts = [array[y0::dy, x0::dx] for x0, y0, dx, dy in ADAM7] if interlaced else [array]
    body = zlib.compress(b"".join(rows(p) for p in parts if p.size))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, colour, 0, 0, interlaced))
    cut = len(body) // 2
    data = chunk(b"IDAT", body[:cut]) + chunk(b"IDAT", body[cut:])
    return b"\x89PNG\r\n\x1a\n" + head + before + data + after + chunk(b"IEND", b"")


def deep(w, h, channels, depth):
    return (scene(w, h, channels).astype(np.uint32) * 257 + rng.integers(0, 200, (h, w, channels))).clip(0, 65535) >> (16 - depth)


GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, RGB: 3, PALETTE: 1, GREY_ALPHA: 2, RGBA: 4}
plte = lambda n: chunk(b"PLTE", rng.integers(0, 256, 3 * n, dtype=np.uint8).tobytes())
for colour, depths in {GREY: [1, 2, 4, 8, 16], RGB: [8, 16], PALETTE: [1, 2, 4, 8], GREY_ALPHA: [8, 16], RGBA: [8, 16]}.items():
    for depth in depths:
        for interlaced in [False, True]:
            before = plte(2**depth) if colour == PALETTE else b""
            name = f"png/colour-{colour}-depth-{depth}{'-interlaced' if interlaced else ''}.png"
            add(name, png(deep(19, 13, CHANNELS[colour], depth), depth, colour, interlaced, before))
for depth in [1, 2, 4, 8]:
    alpha = chunk(b"tRNS", rng.integers(0, 256, 2**depth, dtype=np.uint8).tobytes())
    add(f"png/palette-alpha-{depth}.png", png(deep(19, 13, 1, depth), depth, PALETTE, False, plte(2**depth) + alpha))
add("png/palette-one-clear.png", png(deep(19, 13, 1, 2), 2, PALETTE, False, plte(4) + chunk(b"tRNS", b"\xff\xff\0")))
add("png/palette-short-alpha.png", png(deep(19, 13, 1, 4), 4, PALETTE, True, plte(16) + chunk(b"tRNS", b"\x80\x20")))
grey = deep(19, 13, 1, 8)
add("png/trns-grey.png", png(grey, 8, GREY, False, chunk(b"tRNS", struct.pack(">H", grey[4, 4, 0]))))
bits = deep(19, 13, 1, 1)
for n in range(2):
    add(f"png/trns-bit-{n}.png", png(bits, 1, GREY, n == 1, chunk(b"tRNS", struct.pack(">H", n))))
colours = deep(19, 13, 3, 8)
add("png/trns-rgb.png", png(colours, 8, RGB, False, chunk(b"tRNS", struct.pack(">HHH", *colours[3, 7]))))
gama = chunk(b"gAMA", struct.pack(">I", 100000))
add("png/gamma.png", png(colours, 8, RGB, False, gama))
add("png/srgb-background-text.png", png(colours, 8, RGB, False, chunk(b"sRGB", b"\0") + chunk(b"bKGD", bytes(6)) + chunk(b"tEXt", b"Title\0x")))

profile = lambda note: b"\nexif\n%8d\n%s\n" % (len(note), note.hex().encode())
small = lambda: scene(15, 9)
hexed = b"Raw profile type exif\0"
notes = {
    "exif": chunk(b"eXIf", exif(6)),
    "exif-little": chunk(b"eXIf", exif(8, "<")),
    "exif-prefixed": chunk(b"eXIf", EXIF + exif(5)),
    "profile-text": chunk(b"tEXt", hexed + profile(EXIF + exif(6))),
    "profile-ztxt": chunk(b"zTXt", hexed + b"\0" + zlib.compress(profile(EXIF + exif(3)))),
    "profile-itxt": chunk(b"iTXt", hexed + b"\0\0\0\0" + profile(EXIF + exif(4))),
    "profile-without-mark": chunk(b"tEXt", hexed + profile(exif(7))),
    "xmp": chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(6)),
    "xmp-packed": chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(xmp(8, True))),
    "xmp-as-text": chunk(b"tEXt", b"XML:com.adobe.xmp\0" + xmp(3)),
    "exif-as-text": chunk(b"tEXt", b"exif\0" + EXIF + exif(6)),
    "exif-wins": chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(6)) + chunk(b"eXIf", exif(3)),
}
for name, note in notes.items():
    add(f"turned/{name}.png", png(small(), 8, RGB, False, note))
    add(f"turned/{name}-behind.png", png(small(), 8, RGB, False, b"", note))
frames = [picture(14, 11, "RGBA") for _ in range(3)]
add("png/animated.png", saved(frames[0], "PNG", save_all=True, append_images=frames[1:]))
add("png/animated-other-first.png", saved(frames[0], "PNG", save_all=True, append_images=frames[1:], default_image=True))

# ---- WebP


for n, (w, h) in enumerate(sizes + [(1, 1), (2, 1), (1, 2), (3, 3)]):
    add(f"webp/lossy-{w}x{h}.webp", saved(picture(w, h), "WEBP", quality=50 + 4 * n))
for n, (w, h) in enumerate(sizes[:3] + [(1, 1)]):
    add(f"webp/lossless-{w}x{h}.webp", saved(picture(w, h), "WEBP", lossless=True))
    add(f"webp/lossless-alpha-{w}x{h}.webp", saved(picture(w, h, "RGBA"), "WEBP", lossless=True))
    add(f"webp/lossy-alpha-{w}x{h}.webp", saved(picture(w, h, "RGBA"), "WEBP", quality=70, alpha_quality=50 + 50 * (n % 2)))
add("webp/lossless-exact.webp", saved(picture(14, 11, "RGBA"), "WEBP", lossless=True, exact=True))
add("webp/quality-0.webp", saved(picture(40, 30), "WEBP", quality=0))
add("webp/quality-100.webp", saved(picture(40, 30), "WEBP", quality=100))
add("webp/animated.webp", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
add("webp/animated-opaque.webp", saved(picture(22, 13), "WEBP", save_all=True, append_images=[picture(22, 13)]))
add("webp/animated-lossless.webp", saved(frames[1], "WEBP", save_all=True, append_images=frames[2:], lossless=True))
shifted = Image.new("RGBA", (24, 20))
shifted.paste(picture(9, 7, "RGBA"), (8, 6))
add("webp/animated-shifted.webp", saved(shifted, "WEBP", save_all=True, append_images=[frames[0].resize((24, 20))], lossless=True, minimize_size=True))
for o, lossless in [(3, False), (6, True), (8, False)]:
    add(f"turned/exif-{o}.webp", saved(picture(15, 9), "WEBP", exif=exif(o), lossless=lossless))
add("turned/exif-marked.webp", saved(picture(15, 9), "WEBP", exif=EXIF + exif(5, "<")))
add("turned/exif-alpha.webp", saved(picture(15, 9, "RGBA"), "WEBP", exif=exif(7)))
add("turned/xmp.webp", saved(picture(15, 9), "WEBP", xmp=xmp(6)))
add("turned/animated.webp", saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], exif=exif(6)))



def opaque(webp, at, bit):
    """The file with a bit taken away that says that one can see through it; what lies in it stays."""
    return webp[:at] + bytes([webp[at] & ~bit]) + webp[at + 1 :]


clear = saved(picture(14, 11, "RGBA"), "WEBP", lossless=True)
add("webp/lossless-alpha-denied.webp", opaque(clear, 24, 0x10))
add("webp/animated-shifted-opaque.webp", opaque(files["webp/animated-shifted.webp"], 20, 0x10))

# ---- GIF, BMP, TIFF

coloured = lambda w=21, h=15, n=32: picture(w, h).quantize(n)
add("gif/plain.gif", saved(coloured(), "GIF"))
add("gif/interlaced.gif", saved(coloured(), "GIF", interlace=1))
add("gif/two-colours.gif", saved(coloured(n=2), "GIF", interlace=0))
add("gif/grey.gif", saved(picture(21, 15, "L"), "GIF"))
add("gif/clear.gif", saved(coloured(), "GIF", transparency=3))
add("gif/animated.gif", saved(coloured(), "GIF", save_all=True, append_images=[coloured(), coloured()]))


def gif(screen, frame, at, palette, transparent=None, local=False, background=0):
    """A GIF file whose first frame lies somewhere on the screen."""
    inner = saved(frame, "GIF", interlace=0)
    descriptor = inner.index(b",", 13 + 3 * (2 << (inner[10] & 7)) if inner[10] & 128 else 13)
    lzw = inner[descriptor + 10 :]
    colours = bytes(palette)
    out = b"GIF89a" + struct.pack("<HHBBB", *screen, 0x70 if local else 0xF0 | 4, background, 0)
    out += b"" if local else colours
    if transparent is not None:
        out += b"!\xf9\x04" + struct.pack("<BHBB", 1, 0, transparent, 0)
    out += b"," + struct.pack("<HHHHB", *at, *frame.size, 0x84 if local else 0)
    return out + (colours if local else b"") + lzw


indices = Image.fromarray(rng.integers(0, 32, (9, 12), dtype=np.uint8), "P")
ramp = rng.integers(0, 256, 96, dtype=np.uint8).tobytes()
indices.putpalette(ramp)
indices.info["transparency"] = None
indices.info.pop("transparency")
for name, options in {
    "shifted": {}, "shifted-clear": {"transparent": 5}, "shifted-background": {"background": 9},
    "shifted-local": {"local": True}, "shifted-local-clear": {"local": True, "transparent": 7},
}.items():
    add(f"gif/{name}.gif", gif((20, 16), indices, (5, 4), ramp, **options))
add("gif/beyond-the-screen.gif", gif((10, 8), indices, (3, 4), ramp))

for mode in ["1", "L", "RGB"]:
    add(f"bmp/{mode}.bmp", saved(picture(21, 15).convert(mode), "BMP"))
add("bmp/palette.bmp", saved(coloured(), "BMP"))
add("bmp/rgba.bmp", saved(picture(21, 15, "RGBA"), "BMP"))


def bmp(w, h, bits, rows, compression=0, header=40, palette=b"", masks=(), down=False, colours=0, gap=0, start=None):
    if header == 12:
        info = struct.pack("<IHHHH", 12, w, h, 1, bits)
    else:
        info = struct.pack("<IiiHHIIiiII", 40, w, -h if down else h, 1, bits, compression, len(rows), 2835, 2835, colours, 0)
        packed = b"".join(struct.pack("<I", m) for m in masks)
        info = struct.pack("<I", header) + info[4:] + packed.ljust(header - 40, b"\0")
    offset = 14 + len(info) + len(palette) + gap
    return b"BM" + struct.pack("<IHHI", offset + len(rows), 0, 0, start or offset) + info + palette + bytes(gap) + rows


def padded(rows):
    return b"".join(r + b"\0" * (-len(r) % 4) for r in rows)


def packed_rows(array, bits):
    return padded(np.packbits(((row[:, None] >> np.arange(bits - 1, -1, -1)) & 1).astype(np.uint8).ravel()).tobytes() for row in array)


bgr = lambda channels=3: padded(r.tobytes() for r in scene(21, 15, channels))
quads = lambda n: b"".join(bytes(q) + b"\0" for q in rng.integers(0, 256, (n, 3)).tolist())
words = lambda: padded(r.tobytes() for r in rng.integers(0, 65536, (15, 21)).astype("<u2"))
for bits in [1, 4, 8]:
    add(f"bmp/palette-{bits}.bmp", bmp(21, 15, bits, packed_rows(deep(21, 15, 1, bits)[..., 0], bits), palette=quads(2**bits)))
add("bmp/palette-few.bmp", bmp(21, 15, 8, packed_rows(deep(21, 15, 1, 4)[..., 0], 8), palette=quads(16), colours=16))
add("bmp/top-down.bmp", bmp(21, 15, 24, bgr(), down=True))
add("bmp/top-down-palette.bmp", bmp(21, 15, 4, packed_rows(deep(21, 15, 1, 4)[..., 0], 4), palette=quads(16), down=True))
add("bmp/start-of-palette.bmp", bmp(21, 15, 8, packed_rows(deep(21, 15, 1, 8)[..., 0], 8), palette=quads(256), start=54))
add("bmp/no-masks.bmp", bmp(21, 15, 32, bgr(4), 3, 56, masks=(0, 0, 0, 0)))
add("bmp/gap.bmp", bmp(21, 15, 24, bgr(), gap=6))
add("bmp/os2.bmp", bmp(21, 15, 24, bgr(), header=12))
add("bmp/os2-palette.bmp", bmp(21, 15, 4, packed_rows(deep(21, 15, 1, 4)[..., 0], 4), header=12, palette=rng.integers(0, 256, 48, dtype=np.uint8).tobytes()))
add("bmp/16.bmp", bmp(21, 15, 16, words()))
add("bmp/565.bmp", bmp(21, 15, 16, words(), 3, 40, palette=struct.pack("<III", 0xF800, 0x7E0, 0x1F)))
add("bmp/32.bmp", bmp(21, 15, 32, bgr(4)))
add("bmp/v4-alpha.bmp", bmp(21, 15, 32, bgr(4), 3, 108, masks=(0xFF0000, 0xFF00, 0xFF, 0xFF000000)))
add("bmp/v5-alpha-rgba.bmp", bmp(21, 15, 32, bgr(4), 3, 124, masks=(0xFF, 0xFF00, 0xFF0000, 0xFF000000)))
add("bmp/v5-no-alpha.bmp", bmp(21, 15, 32, bgr(4), 3, 124, masks=(0xFF0000, 0xFF00, 0xFF, 0)))
add("bmp/v5-plain.bmp", bmp(21, 15, 32, bgr(4), 0, 124))
add("bmp/v5-24.bmp", bmp(21, 15, 24, bgr(), 0, 124))
runs = b"".join(bytes([7, 3 + y, 8, 200 - y, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0]) for y in range(15)) + b"\0\1"
add("bmp/rle8.bmp", bmp(21, 15, 8, runs, 1, palette=quads(256)))
nibbles = b"".join(bytes([9, 0x37, 6, 16 * (y % 16) + 1, 0, 6, 0x12, 0x34, 0x56, 0, 0, 0]) for y in range(15)) + b"\0\1"
add("bmp/rle4.bmp", bmp(21, 15, 4, nibbles, 2, palette=quads(16)))
jumps = bytes([5, 9, 0, 2, 4, 2, 3, 7, 0, 0, 6, 5, 0, 2, 0, 11, 15, 8, 0, 1])
add("bmp/rle8-jumps.bmp", bmp(21, 15, 8, jumps, 1, palette=quads(256)))

TIFF = {"none": None, "lzw": "tiff_lzw", "deflate": "tiff_adobe_deflate", "old-deflate": "tiff_deflate", "packbits": "packbits"}
for n, (name, compression) in enumerate(TIFF.items()):
    for mode in ["L", "RGB", "RGBA"]:
        options = {"tiffinfo": {317: 2}} if n in (1, 2) and mode == "RGB" else {}
        add(f"tiff/{name}-{mode}.tif", saved(picture(19, 13, mode), "TIFF", compression=compression, **options))
for compression in ["raw", "packbits", "tiff_lzw", "group4", "group3"]:
    add(f"tiff/bits-{compression}.tif", saved(picture(19, 13).convert("1"), "TIFF", compression=compression))
add("tiff/palette.tif", saved(coloured(), "TIFF"))
add("tiff/strips.tif", saved(picture(19, 53), "TIFF", tiffinfo={278: 8}, compression="tiff_lzw"))
add("tiff/white-is-zero.tif", saved(picture(19, 13, "L"), "TIFF", tiffinfo={262: 0}))
add("tiff/pages.tif", saved(picture(19, 13), "TIFF", save_all=True, append_images=[picture(9, 9)]))


def tiff(array, order="<", depth=8, photometric=None, tile=None, extra=None, more=()):
    """An uncompressed TIFF file; Pillow writes neither tiles nor 16 bits for each colour."""
    h, w, channels = array.shape
    raw = lambda part: part.astype(order + "u2" if depth == 16 else "u1").tobytes()
    if tile:
        down, across = -(-h // tile), -(-w // tile)
        whole = np.zeros((down * tile, across * tile, channels), array.dtype)
        whole[:h, :w] = array
        blocks = [raw(whole[y * tile :, x * tile :][:tile, :tile]) for y in range(down) for x in range(across)]
    else:
        blocks = [raw(array)]
    tags = [(256, 4, [w]), (257, 4, [h]), (258, 3, [depth] * channels), (259, 3, [1])]
    tags += [(262, 3, [photometric if photometric is not None else 2 if channels > 2 else 1])]
    starts, at = [], 8
    for block in blocks:
        starts.append(at)
        at += len(block)
    counts = [len(b) for b in blocks]
    tags += [(277, 3, [channels])]
    tags += [(322, 3, [tile]), (323, 3, [tile]), (324, 4, starts), (325, 4, counts)] if tile else [(273, 4, starts), (278, 4, [h]), (279, 4, counts)]
    tags += [(338, 3, [extra])] if extra is not None else []
    tags = sorted(tags + list(more))
    code = {1: "B", 3: "H", 4: "I"}
    directory, data_at, data = struct.pack(order + "H", len(tags)), at + 2 + 12 * len(tags) + 4, b""
    for tag, kind, values in tags:
        packed = struct.pack(order + str(len(values)) + code[kind], *values)
        if len(packed) > 4:
            data += b"\0" * (len(data) % 2)
            field = struct.pack(order + "I", data_at + len(data))
            data += packed
        else:
            field = packed.ljust(4, b"\0")
        directory += struct.pack(order + "HHI", tag, kind, len(values)) + field
    mark = b"II" if order == "<" else b"MM"
    return mark + struct.pack(order + "HI", 42, at) + b"".join(blocks) + directory + bytes(4) + data


for order, ends in [("<", "little"), (">", "big")]:
    add(f"tiff/rgb-{ends}.tif", tiff(scene(19, 13), order))
    add(f"tiff/grey16-{ends}.tif", tiff(deep(19, 13, 1, 16), order, 16))
    add(f"tiff/rgb16-{ends}.tif", tiff(deep(19, 13, 3, 16), order, 16))
    add(f"tiff/rgba16-{ends}.tif", tiff(deep(19, 13, 4, 16), order, 16, extra=2))
add("tiff/tiles-grey.tif", tiff(scene(37, 21, 1), tile=16))
add("tiff/tiles-rgb.tif", tiff(scene(37, 21), tile=16))
add("tiff/tiles-rgba.tif", tiff(scene(37, 21, 4), tile=16, extra=2))
add("tiff/tiles-rgb16.tif", tiff(deep(37, 21, 3, 16), depth=16, tile=16))
straight = scene(19, 13, 4)
associated = np.concatenate([straight[..., :3] * (straight[..., 3:] / 255), straight[..., 3:]], -1).astype(np.uint8)
associated[:3] = scene(19, 3, 4)  # brighter than they can be
add("tiff/associated-alpha.tif", tiff(associated, extra=1))
for o in range(1, 9):
    add(f"turned/tag-{o}.tif", tiff(scene(15, 9), "<>"[o % 2], more=[(274, 3, [o])]))
add("turned/tag-lzw.tif", saved(picture(15, 9), "TIFF", compression="tiff_lzw", tiffinfo={274: 6}))
add("turned/xmp.tif", tiff(scene(15, 9), more=[(700, 1, list(xmp(8)))]))
add("turned/tag-and-xmp.tif", tiff(scene(15, 9), more=[(274, 3, [6]), (700, 1, list(xmp(8)))]))

# ---- the archive

with zipfile.ZipFile("pictures.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
    failed = 0
    for name, content in files.items():
        try:
            im = shown(content)
        except Exception as error:
            print(name, repr(error))
            failed += 1
            continue
        for entry, data in [(name, content), (name + ".rgb", struct.pack("<HH", *im.size) + im.tobytes())]:
            archive.writestr(zipfile.ZipInfo(entry), data, zipfile.ZIP_DEFLATED, 9)
print(len(files), "files,", failed, "that Pillow does not read")
