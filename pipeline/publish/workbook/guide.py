"""The first sheet of a workbook, and the last: what this is, how to read it, what may be added, what a column means.

Belongs here: those texts. Does not belong here: the sheets between them (``sheet``), what is known of rights
(``pipeline.publish.citation``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import polars as pl
from xlsxwriter.worksheet import Worksheet

from pipeline import __version__
from pipeline.publish.citation import citation, rights
from pipeline.publish.data_kind import SENTENCES
from pipeline.publish.workbook.cut import Chosen
from pipeline.publish.workbook.layout import DICTIONARY, GUIDE, SHEETS, Place, entry, title
from pipeline.publish.workbook.sheet import MOST_NOTES, Formats, Written, height_of
from pipeline.publish.workbook.values import heading
from pipeline.warehouse.query import query
from schemas.catalog import TABLES
from schemas.columns import UNITS, Column
from schemas.meanings import chinese
from schemas.table_frames import to_frame

_BEIJING = timezone(timedelta(hours=8))
_WIDE = 108
"""Width of the column with the sentences."""
DATASET = "项目支出绩效自评表数据集"

CAVEATS: Mapping[str, Sequence[str]] = {
    "怎么看": (
        "每张工作表前面是常用的列，编号、代码等技术性的列折叠在右侧，点击表头上方的“+”展开；第一行和第一列滚动时保持不动。",
        "空白表示表上没有填写或无法辨认，不等于零。",
        "金额按{money}显示，与表头所注单位一致；“金额单位”列为原表所印单位。百分比单元格的数值是比率，0.5显示为50.00%。",
        "“执行率”为原表所印，“计算执行率”由执行数除以预算数得出；汇总表的比率由合计数计算，不是各项比率的平均。",
        "目标或实际值是区间的，见上下限两列；是日期或期限的，见日期列；比例关系、增减幅度、约数和等级不取数值。",
        "以等号、加号、减号开头的文字均按文字保存，不会作为公式计算。超过15位的数字也按文字保存，以免末尾被改为零。",
    ),
    "黄色单元格是什么意思": (
        "黄色底色表示该值存疑：读取程序对它没有把握。常见情形有文字残缺、推断修复、无法辨认、与表内其他数字对不上。",
        "存疑不等于错误，没有着色也不保证无误。单元格批注写明存疑原因和核对办法，“存疑字段”列出该行全部存疑列。引用前请核对原件。",
        "由存疑数值算出的合计、比率、类别同样存疑。",
    ),
    "核查发现能说明什么": (
        "核查发现是按固定规则比对表内数字和文字得到的线索，不是审计结论，也不能据此认定单位或个人有问题。",
        "“表格问题”是表格自相矛盾或与规则不符；“读取疑问”是读取程序自身没有把握，与填报单位无关。",
        "同一现象可能有表外的合理原因（政策调整、口径不同、上级核减等），下结论前应核对原件并听取单位说明。",
        "没有核查发现不表示没有问题：规则只能核对表上写出的内容；“无法核算”的指标未作核算，不等于得分正确。",
        "自评得分由填报单位自行给出，本数据集只作整理，不作评价，也不宜用来给单位排名。",
    ),
    "哪些数可以相加": (
        "项目金额：在“项目”中相加，或用“预算执行”中“是否计入合计”为“是”的行。“年度资金总额”行已包含其下各行，不可同时相加。",
        "扣分、分值、得分：只加“是否计入合计”为“是”的行，上级指标已包含其下级指标的分值。",
        "“重复表指向”有值的行是同一项目的重复发布，相加前应剔除。部门整体支出自评表已含其项目的资金和分值，须与项目分开计算（见“自评类型”）。",
        "真实文件与虚构示例不得合并计算（见“是否虚构示例”）。",
        "比率、平均数、得分率不能相加，也不能直接平均。一条原因可归入几个类别，各类原因的条数不能相加。",
        "不同总分值的自评表，用“得分率”比较，不用“总得分”。",
    ),
}


def write_guide(
    sheet: Worksheet,
    formats: Formats,
    facts: Mapping[str, str],
    money: str,
    chosen: Chosen,
    written: Mapping[str, Written],
) -> None:
    """The first sheet: the release, how to read it, and where everything is."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, _WIDE)
    sheet.set_column(2, 2, 10)
    sheet.set_row(0, 30)
    text = formats.of(text_wrap=True)
    strong = formats.of(bold=True)
    chapter = formats.of(bold=True, font_size=12, font_color="#1F4E79", bottom=1, bottom_color="#1F4E79")
    sheet.write_string(0, 0, DATASET, formats.of(bold=True, font_size=18))
    row = 1
    for label, value in facts.items():
        sheet.set_row(row, height_of([(value, _WIDE)]))
        sheet.write_string(row, 0, label, strong)
        sheet.write_string(row, 1, value, text)
        row += 1
    for head, sentences in (*CAVEATS.items(), ("本工作簿未能包含的内容", _left_out(chosen, written))):
        if not sentences:
            continue
        row += 1
        sheet.set_row(row, 20)
        sheet.write_string(row, 0, head, chapter)
        for number in (1, 2):
            sheet.write_blank(row, number, None, chapter)
        for count, sentence in enumerate(sentences, start=1):
            row += 1
            sheet.set_row(row, height_of([(sentence, _WIDE)]))
            sheet.write_number(row, 0, count, formats.of(align="right"))
            sheet.write_string(row, 1, sentence.format(money=money), text)
        row += 1
    row += 1
    for number, head in enumerate(("工作表", "一行是什么，怎样合计", "行数")):
        sheet.write_string(row, number, head, formats.heading)
    for name, counted in written.items():
        row += 1
        described = in_titles(name, f"{chinese(entry(name).description)}{chinese(entry(name).grain)}")
        sheet.set_row(row, height_of([(described, _WIDE)]))
        sheet.write_url(row, 0, f"internal:'{title(name)}'!A1", formats.link, title(name))
        cell = formats.of(text_wrap=True, border=1, border_color="#BFBFBF")
        sheet.write_string(row, 1, described, cell)
        sheet.write_number(row, 2, counted.rows, formats.of(border=1, border_color="#BFBFBF", num_format="#,##0"))
    row += 1
    sheet.write_url(row, 0, f"internal:'{DICTIONARY}'!A1", formats.link, DICTIONARY)
    sheet.write_string(row, 1, "各工作表每一列的含义、单位和取值。", formats.of(border=1, border_color="#BFBFBF"))
    sheet.write_blank(row, 2, None, formats.of(border=1, border_color="#BFBFBF"))
    _portrait(sheet, GUIDE, facts)


def write_dictionary(
    sheet: Worksheet, formats: Formats, facts: Mapping[str, str], money: str, places: Mapping[str, Sequence[Place]]
) -> None:
    """The last sheet: what every column of every sheet means."""
    widths = (24, 7, 62, 44, 36, 26)
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    for number, head in enumerate(("列", "单位", "含义", "取值；原表上的标题", "所在工作表", "字段名")):
        sheet.write_string(0, number, head, formats.heading)
    text = formats.of(text_wrap=True, border=1, border_color="#BFBFBF")
    sheets: dict[tuple[str, ...], list[str]] = {}
    for name, columns in places.items():
        for place in columns:
            sheets.setdefault(_meaning(name, place.column, money), []).append(title(name))
    for row, ((*texts, column), names) in enumerate(sheets.items(), start=1):
        cells = (*texts, "、".join(names), column)
        sheet.set_row(row, height_of(zip(cells, widths, strict=True)))
        for number, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, number, cell, text)
            else:
                sheet.write_blank(row, number, None, text)
    row = max(len(sheets), 1)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, row, len(widths) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.print_area(0, 0, row, len(widths) - 1)
    _portrait(sheet, DICTIONARY, facts)


def _meaning(name: str, column: Column, money: str) -> tuple[str, ...]:
    """What a column means: heading, unit, sentence, values, and its name, by which programs know it."""
    unit = money if column.unit == "yuan" else UNITS[column.unit]
    values = "、".join(column.vocabulary.values())
    listed = "；".join(filter(None, (values, "、".join(column.headings))))
    # The register speaks of the published tables, whose money is yuan.
    sentence = re.sub("(单位|一律)为元", rf"\1为{money}", in_titles(name, chinese(column.description)))
    return (heading(column, money), unit, sentence, listed, column.name)


def in_titles(name: str, sentence: str) -> str:
    """A sentence about a table or view with the titles of its columns, and of sheets, in place of their names."""
    titles = {other: f"“{title(other)}”" for other in SHEETS}
    titles |= {column.name: f"“{column.title}”" for column in entry(name).columns.values()}
    return re.sub(r"[a-z][a-z0-9_]{2,}", lambda found: titles.get(found[0], found[0]), sentence)


def release_facts(warehouse: Path, money: str, chosen: Chosen) -> dict[str, str]:
    """What this is, of when, from whom, and on what terms: label to text."""
    build_id, kind = query(warehouse, "SELECT build_id, data_kind FROM release")[1][0]
    document = _documents(warehouse)
    forms, indicators = query(warehouse, "SELECT (SELECT count(*) FROM form), (SELECT count(*) FROM indicator)")[1][0]
    years = [str(year) for (year,) in query(warehouse, _YEARS)[1]]
    about = _manifest(warehouse)
    facts = {"发布编号": build_id, "数据性质": SENTENCES[kind][0]}
    if about.get("published_at"):
        moment = datetime.fromisoformat(str(about["published_at"])).astimezone(_BEIJING)
        facts["发布时间"] = f"{moment:%Y-%m-%d %H:%M}（北京时间）"
    facts["内容"] = "各单位公开的项目支出绩效自评表逐格读取、整理成的数据表，附按规则核查的线索。"
    facts["范围"] = (
        f"文件{len(document)}份，自评表{forms}张，绩效指标{indicators}条；预算年度：{'、'.join(years) or '未注明'}。"
    )
    if chosen.cut.sentence:
        facts["筛选"] = f"本工作簿只含以下部分：{chosen.cut.sentence}。其余数据不在其中。"
    facts["金额单位"] = f"{money}。原表以其他单位填报的已换算。"
    facts["数据许可"] = rights(document)[0]
    version = about.get("code", {}).get("version", __version__)
    facts["引用"] = citation(document, build_id, version)[0]
    facts["整理程序"] = f"Jixiao {version}"
    return facts


_YEARS = "SELECT DISTINCT fiscal_year FROM form WHERE fiscal_year IS NOT NULL ORDER BY 1"


def published_at(warehouse: Path) -> str | None:
    """When the release of a warehouse was published, as its manifest says; null for a warehouse that stands alone."""
    told = _manifest(warehouse).get("published_at")
    return None if told is None else str(told)


def _manifest(warehouse: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads((warehouse.resolve().parent / "manifest.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content


def _documents(warehouse: Path) -> pl.DataFrame:
    """Table ``document`` with what citation and rights look at."""
    names, rows = query(warehouse, f"SELECT {', '.join(TABLES['document'].columns)} FROM document")  # noqa: S608  (names come from the catalog)
    return to_frame("document", [dict(zip(names, row, strict=True)) for row in rows])


def _left_out(chosen: Chosen, written: Mapping[str, Written]) -> list[str]:
    told = []
    if chosen.left_out:
        names = "、".join(f"“{title(name)}”" for name in chosen.left_out)
        told.append(f"{names}不能按所选部门或年度筛选，未收入本工作簿。")
    unassigned = [
        name for name in written if "document_id" in entry(name).columns and "form_id" not in entry(name).columns
    ]
    if chosen.cut.sentence and unassigned:
        names = "、".join(f"“{title(name)}”" for name in unassigned)
        told.append(f"没有读出自评表的文件无从判断所属部门和年度，在{names}中全部列出。")
    for name, counted in written.items():
        if counted.notes_left_out:
            told.append(
                f"“{title(name)}”的批注以{MOST_NOTES:,}条为限，另有{counted.notes_left_out:,}个存疑单元格只着色、无批注，"
                "原因见“存疑明细”（jixiao export --sheet 存疑明细）。"
            )
        if counted.links_left_out:
            told.append(f"“{title(name)}”的链接已达表格软件的上限，另有{counted.links_left_out:,}处未加链接。")
    return told


def _portrait(sheet: Worksheet, name: str, facts: Mapping[str, str]) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.6)
    build = facts["发布编号"].replace("&", "&&")
    sheet.set_header(f'&L&"宋体,Regular"&9 {name}&R&"宋体,Regular"&9 {build}', {"margin": 0.3})
    sheet.set_footer('&C&"宋体,Regular"&9第 &P 页，共 &N 页', {"margin": 0.3})
