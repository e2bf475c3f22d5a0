"""A release as one workbook, or one sheet of it as a CSV file, for people who work in a spreadsheet.

``layout`` says which sheets there are and which columns come first, ``values`` how a value is read by a person, ``cut``
which rows are asked for, ``reasons`` why a cell is doubtful, ``links`` where a finding leads, ``sheet`` how a sheet
looks, ``guide`` what the first sheet says, ``book`` puts them together, ``excel_csv`` writes CSV.

Does not belong here: what the columns mean and are called (``schemas``), what the views compute
(``pipeline.warehouse``).
"""

from pipeline.publish.workbook.book import write_workbook
from pipeline.publish.workbook.cut import Cut, CutError
from pipeline.publish.workbook.excel_csv import write_csv
from pipeline.publish.workbook.layout import GUIDE, SHEETS
from pipeline.publish.workbook.values import MONEY, TooManyRowsError, is_shown

__all__ = [
    "GUIDE",
    "MONEY",
    "SHEETS",
    "Cut",
    "CutError",
    "TooManyRowsError",
    "is_shown",
    "write_csv",
    "write_workbook",
]
