"""How a release is cited, and what is known of the rights in it.

Belongs here: those texts, for ``CITATION.md``, ``CITATION.cff``, the manifest, the data package and the archive. Does
not belong here: the licence of the program itself (``LICENSE``).

Nobody asked the publishers of the documents for a licence, so none is claimed: the texts say what is known.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from pipeline import __version__
from pipeline.publish.data_kind import data_kind
from pipeline.publish.parquet import read_parquet

MIT = {"name": "MIT", "title": "MIT License", "path": "https://opensource.org/license/mit"}
KEYWORDS = ("预算绩效", "项目支出绩效自评", "performance budgeting", "self-evaluation", "China")
TITLE, TITLE_EN = "项目支出绩效自评表数据集", "Chinese project performance self-evaluation forms"
MAKERS = "Jixiao contributors"

_ADDRESS = re.compile(r"(?:https?|s?ftp)://\S+$")
_PROGRAM = (
    "程序Jixiao采用MIT许可。",
    "The program Jixiao is under the MIT licence.",
)
_REAL = (
    "所载事实摘自各发布单位公开的文件。文件的权利归其发布单位；发布单位是否允许再利用、以何种条件允许，本项目不知情，也不作任何授权。"
    "引用或再发布前，请查阅发布单位的规定。",
    "The facts were taken from documents that their offices published. The rights in the documents are their"
    " publishers'; whether and on what terms they may be used again is not known here, and nothing is granted. Look up"
    " the publisher's terms before you cite or publish them again.",
)
_EXAMPLE = (
    "虚构示例随程序提供，同样采用MIT许可。",
    "The invented examples that come with the program are under the MIT licence too.",
)
_RIGHTS = {"real": (_REAL,), "example": (_EXAMPLE,), "mixed": (_REAL, _EXAMPLE), "none": ()}


def rights(document: pl.DataFrame) -> tuple[str, str]:
    """What is known of the rights in a release with these documents, in Chinese and in English."""
    parts = (*_RIGHTS[data_kind(document)], _PROGRAM)
    return "".join(part[0] for part in parts), " ".join(part[1] for part in parts)


def sources(document: pl.DataFrame) -> list[dict[str, Any]]:
    """The publishers of the documents, as the data package names sources: who, where, and when it was retrieved."""
    named = (
        document.filter(pl.col("publisher").is_not_null())
        .group_by("publisher", "source_url")
        .agg(pl.len().alias("documents"), pl.col("retrieved_on").max())
        .sort("publisher", "source_url", nulls_last=True)
    )
    return [
        {
            "title": row["publisher"],
            **_where(row["source_url"]),
            **({"retrieved_on": row["retrieved_on"].isoformat()} if row["retrieved_on"] else {}),
            "documents": row["documents"],
        }
        for row in named.iter_rows(named=True)
    ]


def _where(source: str | None) -> dict[str, str]:
    """Where documents were found: the standard allows an address only, words stand beside it."""
    if not source:
        return {}
    return {"path": source} if _ADDRESS.match(source) else {"note": source}


def licences(document: pl.DataFrame) -> list[dict[str, str]]:
    """The licences of the data: one where everything is invented, none where nobody is known to have granted any."""
    return [MIT] if data_kind(document) == "example" else []


def manifest_fields(release: Path) -> dict[str, str]:
    """Rights, as they stand in the JSON files of a release."""
    chinese, english = rights(read_parquet("document", release))
    return {"rights": chinese, "rights_en": english}


def package_fields(release: Path, build_id: str) -> dict[str, Any]:
    """Rights, sources and citation, as they stand in the data package."""
    document = read_parquet("document", release)
    chinese, english = rights(document)
    cited, cited_en = citation(document, build_id)
    about: dict[str, Any] = {"rights": chinese, "rights_en": english, "citation": cited, "citation_en": cited_en}
    about |= {"licenses": found} if (found := licences(document)) else {}
    return about | ({"sources": listed} if (listed := sources(document)) else {})


def citation(document: pl.DataFrame, build_id: str, version: str = __version__) -> tuple[str, str]:
    """The line by which a release is cited, in Chinese and in English: publishers first, since the facts are theirs.

    ``version`` is that of the program that made the release.
    """
    named = [source["title"] for source in sources(document)]
    who = list(dict.fromkeys(named))
    listed = "、".join(who) if who else "（发布单位未注明）"
    listed_en = "; ".join(who) if who else "(publisher not stated)"
    chinese = f"{listed}：项目支出绩效自评表。由Jixiao {version}整理成数据集，发布{build_id}。"
    english = (
        f"{listed_en}: project performance self-evaluation forms (项目支出绩效自评表). "
        f"Made into a dataset by Jixiao {version}, release {build_id}."
    )
    return chinese, english


def text(release: Path, build_id: str) -> str:
    """``CITATION.md``: how to cite this release, its sources, and the rights in it."""
    document = read_parquet("document", release)
    cited, cited_en = citation(document, build_id)
    chinese, english = rights(document)
    lines = ["# 引用与权利 / Citation and rights", "", cited, "", cited_en, "", "## 来源 / Sources", ""]
    for source in sources(document):
        told = source.get("path") or source.get("note")
        where = f"，{told}" if told else ""
        when = f"，{source['retrieved_on']}" if "retrieved_on" in source else ""
        lines.append(f"- {' '.join(source['title'].split())}{' '.join(where.split())}{when}（{source['documents']}）")
    lines += ["", "## 权利 / Rights", "", chinese, "", english]
    return "\n".join(lines) + "\n"


def cff(release: Path, build_id: str, published_on: date, version: str = __version__) -> str:
    """``CITATION.cff``, version 1.2.0: the release as programs cite it; the documents of the publishers are references.

    A licence is named only where one is known.
    """
    document = read_parquet("document", release)
    cited, cited_en = citation(document, build_id, version)
    content: dict[str, Any] = {
        "cff-version": "1.2.0",
        "message": f"引用本数据集时，请先列发布单位。Name the publishers first: {cited} {cited_en}",
        "type": "dataset",
        "title": f"{TITLE} ({TITLE_EN})",
        "abstract": " ".join(rights(document)),
        "authors": [{"name": MAKERS}],
        "version": build_id,
        "date-released": published_on.isoformat(),
        "keywords": list(KEYWORDS),
    }
    if licences(document):
        content["license"] = MIT["name"]
    content["references"] = [_reference(source) for source in sources(document)] + [
        {"type": "software", "title": "Jixiao", "authors": [{"name": MAKERS}], "version": version, "license": "MIT"}
    ]
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)


def _reference(source: dict[str, Any]) -> dict[str, Any]:
    reference: dict[str, Any] = {
        "type": "government-document",
        "title": "项目支出绩效自评表",
        "authors": [{"name": source["title"]}],
    }
    if "path" in source:
        reference["url"] = source["path"]
    if "note" in source:
        reference["notes"] = source["note"]
    if "retrieved_on" in source:
        reference["date-accessed"] = source["retrieved_on"]
    return reference
