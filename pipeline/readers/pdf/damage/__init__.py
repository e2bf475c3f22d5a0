"""Whether a PDF is the file that its program wrote: its objects, its streams, its cross-reference tables, its checksum.

Belongs here: what shows damage before any page is read, which pages need what is damaged, and drawings that unfold
without end. Does not belong here: what a page says (``pages``).

pdfium and pdfminer both pass over what they cannot unpack, so that damage looks like a page with less on it or with
other characters. What nothing proves: a changed figure in a stream that is not packed, or in the dictionary of a
font or a page. What can be seen there are signs that no program writes.
"""

from pipeline.readers.pdf.damage.file_checks import inspect
from pipeline.readers.pdf.damage.known_damage import Damage
from pipeline.readers.pdf.damage.page_needs import broken_pages, broken_pictures

__all__ = ["Damage", "broken_pages", "broken_pictures", "inspect"]
