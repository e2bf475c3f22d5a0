"""PDFs changed after they were drawn: what producers, scanners and archives do to a file behind its pages.

Belongs here: objects, pages and content streams of a PDF drawn by reportlab, taken apart and written again. Does not
belong here: layout (``tests.factory.render``), which hazard must give which reading (``tests.golden.test_hazards``).
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import zip_longest

from reportlab.pdfbase import pdfmetrics

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"^(.*?)\nstream\r?\n(.*?)\r?\n?endstream", re.DOTALL)


@dataclass(slots=True)
class Pdf:
    """Objects of a PDF by number, as they are written. ``root`` is the catalogue."""

    objects: dict[int, bytes]
    root: int
    trailer: bytes = b""
    last: bytes = field(default=b"", repr=False)

    @classmethod
    def of(cls, data: bytes) -> Pdf:
        """The objects of a file that reportlab wrote."""
        objects = {int(n): body for n, body in _OBJECT.findall(data)}
        found = re.search(rb"/Root (\d+) 0 R", data)
        assert found is not None
        return cls(objects, int(found[1]), last=data)

    @property
    def pages(self) -> list[int]:
        """The numbers of the page objects in order."""
        tree = re.search(rb"/Kids \[([^\]]*)\]", self.objects[self.tree])
        assert tree is not None
        return [int(n) for n in re.findall(rb"(\d+) 0 R", tree[1])]

    @property
    def tree(self) -> int:
        """The number of the object that lists the pages."""
        found = re.search(rb"/Pages (\d+) 0 R", self.objects[self.root])
        assert found is not None
        return int(found[1])

    def add(self, body: bytes) -> int:
        """A new object; returns its number."""
        number = max(self.objects) + 1
        self.objects[number] = body
        return number

    def stream(self, content: bytes, entries: bytes = b"") -> bytes:
        """A stream object."""
        return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(content), content)

    def content_of(self, page: int) -> int:
        """The number of the content stream of a page."""
        found = re.search(rb"/Contents (\d+) 0 R", self.objects[page])
        assert found is not None
        return int(found[1])

    def content(self, page: int) -> bytes:
        """The drawing operations of a page."""
        found = _STREAM.match(self.objects[self.content_of(page)])
        assert found is not None
        body = found[2]
        if b"/ASCII85Decode" in found[1]:
            body = base64.a85decode(body.strip().removesuffix(b"~>"))
        return zlib.decompress(body) if b"/FlateDecode" in found[1] else body

    def draw(self, page: int, content: bytes) -> None:
        """Other drawing operations for a page."""
        self.objects[self.content_of(page)] = self.stream(content)

    def edit(self, page: int, old: bytes, new: bytes) -> None:
        """Replace a piece of an object, which must be there."""
        assert old in self.objects[page], (old, self.objects[page])
        self.objects[page] = self.objects[page].replace(old, new, 1)

    def resource(self, page: int, entry: bytes) -> None:
        """Another entry among the resources of a page."""
        self.edit(page, b"/Resources <<", b"/Resources << " + entry)

    def entry(self, number: int, entry: bytes) -> None:
        """Another entry in a dictionary."""
        self.edit(number, b"<<", b"<< " + entry)

    def kids(self, pages: list[int]) -> None:
        """The pages of the document."""
        listed = b" ".join(b"%d 0 R" % n for n in pages)
        body = re.sub(rb"/Kids \[[^\]]*\]", b"/Kids [" + listed + b"]", self.objects[self.tree])
        self.objects[self.tree] = re.sub(rb"/Count \d+", b"/Count %d" % len(pages), body)

    def write(self) -> bytes:
        """The file with a plain cross-reference table."""
        return _with_table(b"%PDF-1.7\n", self.objects, self.root, self.trailer)

    def update(self, numbers: list[int]) -> bytes:
        """The file as it was, with these objects behind it in an incremental update."""
        previous = re.findall(rb"startxref\s+(\d+)", self.last)[-1]
        changed = {n: self.objects[n] for n in numbers}
        return _with_table(self.last + b"\n", changed, self.root, b"/Prev " + previous)

    def write_compressed(self) -> bytes:
        """The file with its objects in an object stream and a cross-reference stream."""
        out, places = b"%PDF-1.7\n", {}
        plain = {n: o for n, o in self.objects.items() if b"stream" not in o}
        holder, table = max(self.objects) + 1, max(self.objects) + 2
        for number, body in {n: o for n, o in self.objects.items() if n not in plain}.items():
            places[number] = (1, len(out), 0)
            out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
        head, inside = b"", b""
        for index, (number, body) in enumerate(plain.items()):
            head += b"%d %d " % (number, len(inside))
            inside += body + b"\n"
            places[number] = (2, holder, index)
        packed = zlib.compress(head + inside)
        entries = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode" % (len(plain), len(head))
        places[holder] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (holder, self.stream(packed, entries))
        places[table] = (1, len(out), 0)
        rows = b"".join(
            bytes([kind]) + first.to_bytes(4, "big") + second.to_bytes(2, "big")
            for kind, first, second in (places.get(n, (0, 0, 0)) for n in range(table + 1))
        )
        entries = b"/Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Filter /FlateDecode" % (table + 1, self.root)
        start = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (table, self.stream(zlib.compress(rows), entries))
        return out + b"startxref\n%d\n%%%%EOF\n" % start


def _with_table(out: bytes, objects: dict[int, bytes], root: int, extra: bytes) -> bytes:
    places: dict[int, int] = {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in sorted(places.items()):
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    size = max(objects) + 1
    out += b"trailer << /Size %d /Root %d 0 R %s >>\n" % (size, root, extra)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def each_page(change: Callable[[Pdf, int, bytes], bytes]) -> Callable[[bytes], bytes]:
    """A hazard that gives every page other drawing operations."""

    def apply(data: bytes) -> bytes:
        pdf = Pdf.of(data)
        for page in pdf.pages:
            pdf.draw(page, change(pdf, page, pdf.content(page)))
        return pdf.write()

    return apply


def text_at(x: float, y: float, text: str, size: float = 9, before: str = "") -> bytes:
    """Drawing operations for a text in the Chinese font, from the lower left corner of the page."""
    shown = text.encode("utf-16-be").hex()
    return f"q {before} BT /F2 {size} Tf 1 0 0 1 {x} {y} Tm <{shown}> Tj ET Q\n".encode()


# What happens to files.


def broken_xref(data: bytes) -> bytes:
    """The cross-reference table stands elsewhere than the file says."""
    return re.sub(rb"startxref\s+\d+", b"startxref\n17", data)


def compressed(data: bytes) -> bytes:
    """Object streams and a cross-reference stream."""
    return Pdf.of(data).write_compressed()


def updated(data: bytes, older: bytes) -> bytes:
    """A file that showed something else before its last, incremental update."""
    new, pdf = Pdf.of(data), Pdf.of(older)
    changed = []
    for mine, page in zip(new.pages, pdf.pages, strict=True):
        pdf.draw(page, new.content(mine))
        changed.append(pdf.content_of(page))
    return pdf.update(changed)


def inherited(data: bytes) -> bytes:
    """Media box, resources and rotation stand at the root of the page tree."""
    pdf = Pdf.of(data)
    shared = b""
    for page in pdf.pages:
        body = pdf.objects[page]
        box = re.search(rb"/MediaBox \[[^\]]*\]", body)
        resources = re.search(rb"/Resources <<.*?>>", body, re.DOTALL)
        assert box is not None
        assert resources is not None
        shared = box[0] + b" /Rotate 0 " + resources[0]
        pdf.objects[page] = body.replace(box[0], b"").replace(resources[0], b"").replace(b"/Rotate 0", b"")
    pdf.entry(pdf.tree, shared)
    return pdf.write()


def user_unit(data: bytes) -> bytes:
    """A page measured in units of half an inch's 36th: all lengths twice as long as they say."""
    pdf = Pdf.of(data)
    for page in pdf.pages:
        pdf.edit(page, b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ 0 0 297.5 421 ] /UserUnit 2.0")
        pdf.draw(page, b"0.5 0 0 0.5 0 0 cm\n" + pdf.content(page))
    return pdf.write()


def negative_origin(data: bytes) -> bytes:
    """A media box that begins left of and below zero."""
    pdf = Pdf.of(data)
    for page in pdf.pages:
        pdf.edit(page, b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ -300 -421 295 421 ]")
        pdf.draw(page, b"1 0 0 1 -300 -421 cm\n" + pdf.content(page))
    return pdf.write()


def nested_forms(data: bytes) -> bytes:
    """Each page inside two form objects that scale and move it there and back."""
    pdf = Pdf.of(data)
    for page in pdf.pages:
        fonts = b"/Resources << /Font 1 0 R >>"
        head = b"/Type /XObject /Subtype /Form /BBox [-5000 -5000 5000 5000] "
        inner = pdf.add(pdf.stream(pdf.content(page), head + fonts + b" /Matrix [2 0 0 2 30 -40]"))
        outer = head + b"/Resources << /XObject << /Inner %d 0 R >> >> /Matrix [0.5 0 0 0.5 -15 20]" % inner
        number = pdf.add(pdf.stream(b"q /Inner Do Q", outer))
        pdf.resource(page, b"/XObject << /Outer %d 0 R >> " % number)
        pdf.draw(page, b"q /Outer Do Q")
    return pdf.write()


def two_up(data: bytes) -> bytes:
    """Two pages side by side on each sheet."""
    pdf = Pdf.of(data)
    pages = pdf.pages
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font 1 0 R >>"
    for left, right in zip_longest(pages[::2], pages[1::2]):
        first, second = (pdf.add(pdf.stream(pdf.content(p) if p else b"", head)) for p in (left, right))
        pdf.resource(left, b"/XObject << /A %d 0 R /B %d 0 R >> " % (first, second))
        pdf.edit(left, b"/MediaBox [ 0 0 595 842 ]", b"/MediaBox [ 0 0 842 595 ]")
        pdf.draw(left, b"q .7 0 0 .7 2 0 cm /A Do Q q .7 0 0 .7 423 0 cm /B Do Q")
    pdf.kids(pages[::2])
    return pdf.write()


def halves(data: bytes, x: float) -> bytes:
    """Each page on two, as a spreadsheet prints columns that do not fit: first what is left of ``x``."""
    pdf = Pdf.of(data)
    kids: list[int] = []
    for page in pdf.pages:
        content = pdf.content(page)
        second = pdf.add(pdf.objects[page].replace(b"/Contents %d " % pdf.content_of(page), b"/Contents 0 "))
        number = pdf.add(pdf.stream(b"q 1 0 0 1 %.1f 0 cm %.1f 0 900 2000 re W n\n%s\nQ" % (40 - x, x, content)))
        pdf.edit(second, b"/Contents 0 0 R", b"/Contents %d 0 R" % number)
        pdf.draw(page, b"q 0 0 %.1f 2000 re W n\n%s\nQ" % (x, content))
        kids += [page, second]
    pdf.kids(kids)
    return pdf.write()


def repeated(data: bytes, index: int, times: int) -> bytes:
    """One of the pages many times in its place."""
    pdf = Pdf.of(data)
    pages = pdf.pages
    copies = [pdf.add(pdf.objects[pages[index]]) for _ in range(times - 1)]
    pdf.kids([*pages[: index + 1], *copies, *pages[index + 1 :]])
    return pdf.write()


def blank_pages(data: bytes) -> bytes:
    """An empty page behind every page."""
    pdf = Pdf.of(data)
    kids: list[int] = []
    for page in pdf.pages:
        empty = pdf.add(re.sub(rb"/Contents \d+ 0 R", b"", pdf.objects[page]))
        kids += [page, empty]
    pdf.kids(kids)
    return pdf.write()


def garbled_page(data: bytes, index: int) -> bytes:
    """One page whose content stream cannot be unpacked."""
    pdf = Pdf.of(data)
    number = pdf.content_of(pdf.pages[index])
    pdf.objects[number] = pdf.stream(b"\x00\x01garbage" * 40, b"/Filter /FlateDecode")
    return pdf.write()


def cut_content(data: bytes, index: int) -> bytes:
    """One page whose packed content stream breaks off in the middle."""
    pdf = Pdf.of(data)
    packed = zlib.compress(pdf.content(pdf.pages[index]))
    pdf.objects[pdf.content_of(pdf.pages[index])] = pdf.stream(packed[: len(packed) // 2], b"/Filter /FlateDecode")
    return pdf.write()


def missing_page(data: bytes, index: int) -> bytes:
    """One page whose object is not in the file."""
    pdf = Pdf.of(data)
    del pdf.objects[pdf.pages[index]]
    return pdf.write()


def image_page(data: bytes, index: int) -> bytes:
    """One page as an image."""
    pdf = Pdf.of(data)
    page = pdf.pages[index]
    _image(pdf, page)
    pdf.draw(page, b"q 595 0 0 842 0 0 cm /Im Do Q")
    return pdf.write()


def scan_with_text(data: bytes) -> bytes:
    """Images with an invisible text layer, as scanners' text recognition writes them."""
    pdf = Pdf.of(data)
    for page in pdf.pages:
        _image(pdf, page)
        text = b"\n".join(re.findall(rb"BT.*?ET", pdf.content(page), re.DOTALL)).replace(b"BT", b"BT 3 Tr")
        pdf.draw(page, b"q 595 0 0 842 0 0 cm /Im Do Q\n" + text)
    return pdf.write()


def _image(pdf: Pdf, page: int) -> None:
    entries = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    number = pdf.add(pdf.stream(b"\xf0", entries))
    pdf.resource(page, b"/XObject << /Im %d 0 R >> " % number)


def hidden_layer(data: bytes, extra: bytes) -> bytes:
    """Text on a layer that is switched off, in the marked content of the first page."""
    pdf = Pdf.of(data)
    page = pdf.pages[0]
    layer = pdf.add(b"<< /Type /OCG /Name (old) >>")
    pdf.entry(pdf.root, b"/OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] /Order [%d 0 R] >> >>" % ((layer,) * 3))
    pdf.resource(page, b"/Properties << /MC0 %d 0 R >> " % layer)
    pdf.draw(page, pdf.content(page) + b"\n/OC /MC0 BDC\n" + extra + b"EMC\n")
    return pdf.write()


def hidden_form(data: bytes, extra: bytes) -> bytes:
    """Text on a layer that is switched off, in a form object of the first page."""
    pdf = Pdf.of(data)
    page = pdf.pages[0]
    layer = pdf.add(b"<< /Type /OCG /Name (old) >>")
    pdf.entry(pdf.root, b"/OCProperties << /OCGs [%d 0 R] /D << /OFF [%d 0 R] /Order [%d 0 R] >> >>" % ((layer,) * 3))
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font 1 0 R >> /OC %d 0 R" % layer
    pdf.resource(page, b"/XObject << /Old %d 0 R >> " % pdf.add(pdf.stream(extra, head)))
    pdf.draw(page, pdf.content(page) + b"\nq /Old Do Q\n")
    return pdf.write()


def drawn_over(data: bytes, extra: bytes) -> bytes:
    """More drawing operations over the first page."""
    pdf = Pdf.of(data)
    pdf.draw(pdf.pages[0], pdf.content(pdf.pages[0]) + b"\n" + extra)
    return pdf.write()


def drawn_under(data: bytes, extra: bytes) -> bytes:
    """More drawing operations under the first page."""
    pdf = Pdf.of(data)
    pdf.draw(pdf.pages[0], extra + b"\n" + pdf.content(pdf.pages[0]))
    return pdf.write()


def clipped_form(data: bytes, extra: bytes) -> bytes:
    """Text in a form object, outside the box that the form shows."""
    pdf = Pdf.of(data)
    page = pdf.pages[0]
    head = b"/Type /XObject /Subtype /Form /BBox [0 0 10 10] /Resources << /Font 1 0 R >>"
    pdf.resource(page, b"/XObject << /Cut %d 0 R >> " % pdf.add(pdf.stream(extra, head)))
    pdf.draw(page, pdf.content(page) + b"\nq /Cut Do Q\n")
    return pdf.write()


def annotated(data: bytes, annotation: bytes, appearance: bytes = b"", size: tuple[float, float] = (0, 0)) -> bytes:
    """An annotation on the first page, with what it shows."""
    pdf = Pdf.of(data)
    page = pdf.pages[0]
    if appearance:
        head = b"/Type /XObject /Subtype /Form /BBox [0 0 %.1f %.1f] /Resources << /Font 1 0 R >>" % size
        annotation += b" /AP << /N %d 0 R >>" % pdf.add(pdf.stream(appearance, head))
    number = pdf.add(b"<< /Type /Annot /P %d 0 R /F 4 %s >>" % (page, annotation))
    pdf.entry(page, b"/Annots [%d 0 R] " % number)
    if b"/Widget" in annotation:
        pdf.entry(pdf.root, b"/AcroForm << /Fields [%d 0 R] /DR << /Font 1 0 R >> >> " % number)
    return pdf.write()


def without_text(data: bytes, text: str) -> bytes:
    """The first page without one of its texts."""
    pdf = Pdf.of(data)
    page = pdf.pages[0]
    content = pdf.content(page)
    pieces = [p for p in re.findall(rb"BT.*?ET", content, re.DOTALL) if _shown(p) == text]
    assert len(pieces) == 1, (text, len(pieces))
    pdf.draw(page, content.replace(pieces[0], b""))
    return pdf.write()


def _shown(block: bytes) -> str:
    found = re.search(rb"\((.*)\) Tj", block, re.DOTALL)
    if found is None:
        return ""
    raw = re.sub(rb"\\([0-7]{3}|.)", lambda m: _escaped(m[1]), found[1], flags=re.DOTALL)
    return raw.decode("utf-16-be", "replace")


def _escaped(code: bytes) -> bytes:
    if len(code) == 3:
        return bytes([int(code, 8)])
    return {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}.get(code, code)


def retyped(data: bytes, spelled: Callable[[str], str | None]) -> bytes:
    """The text in a font of numbered glyphs whose ToUnicode map says ``spelled(sign)``, or nothing for null."""
    pdf = Pdf.of(data)
    codes: dict[str, int] = {}

    def retype(match: re.Match[bytes]) -> bytes:
        text = _shown(match[0])
        if not text:
            return match[0]
        shown = "".join(f"{codes.setdefault(sign, len(codes) + 1000):04x}" for sign in text)
        return re.sub(
            rb"/F\d ([\d.]+) Tf (.*?)\(.*\) Tj",
            lambda m: b"/F9 %s Tf %s<%s> Tj" % (m[1], m[2], shown.encode()),
            match[0],
            flags=re.DOTALL,
        )

    for page in pdf.pages:
        pdf.draw(page, re.sub(rb"BT.*?ET", retype, pdf.content(page), flags=re.DOTALL))
    rows = [
        f"<{code:04x}> <{said.encode('utf-16-be').hex()}>"
        for sign, code in codes.items()
        if (said := spelled(sign)) is not None
    ]
    groups = "\n".join(
        f"{len(rows[i : i + 100])} beginbfchar\n" + "\n".join(rows[i : i + 100]) + "\nendbfchar"
        for i in range(0, len(rows), 100)
    )
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{groups}\nendcmap end end"
    )
    widths = " ".join(f"{code} [{_advance(sign)}]" for sign, code in codes.items())
    descriptor = (
        "/Type /FontDescriptor /FontName /Typed /Flags 4 /FontBBox [0 -200 1000 800] /ItalicAngle 0 /Ascent 800"
        " /Descent -200 /CapHeight 700 /StemV 80"
    )
    font = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Typed /Encoding /Identity-H /DescendantFonts [<< /Type /Font"
        " /Subtype /CIDFontType2 /BaseFont /Typed"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /DW 1000 /W [{widths}] /FontDescriptor << {descriptor} >> >>]"
    )
    if rows:
        font += f" /ToUnicode {pdf.add(pdf.stream(table.encode()))} 0 R"
    number = pdf.add(font.encode() + b" >>")
    pdf.entry(1, b"/F9 %d 0 R" % number)
    return pdf.write()


def _advance(sign: str) -> int:
    return round(pdfmetrics.stringWidth(sign, "STSong-Light", 1000))
