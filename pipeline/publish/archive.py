"""A release as one file for a repository of research data: everything in it, and what says what it is.

Belongs here: what the archive holds, proof that the release is whole, writing it. Does not belong here: options of the
command (``pipeline.commands.archive``), the texts about citation and rights (``citation``).

The same release gives the same bytes on every machine: names in order, one time for all of them, nothing compressed.
What is large in a release is compressed already, and what a compressor makes differs between its versions.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from html import escape
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, BinaryIO

from pipeline import __version__
from pipeline.language import say
from pipeline.paths import project_root
from pipeline.publish import citation
from pipeline.publish.disk import files_below, replaced
from pipeline.publish.errors import PublicationError
from pipeline.publish.kept import Release
from pipeline.publish.parquet import read_parquet

DATA = "release"
"""The folder of the archive that holds the release as it was published."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can name."""
_BLOCK = 2**20


class DamagedReleaseError(PublicationError):
    """Files of a release are missing, differ from its manifest or are not in it."""


def write_archive(release: Release, target: Path) -> int:
    """Write a release as ``target``, a ZIP file, and return the number of its files.

    Every file is compared with the size and the hash in the manifest while it is copied. Raises
    :class:`DamagedReleaseError` where one does not hold, and OSError; no file is left then.
    """
    listed = listed_files(release)
    texts = {name: text.encode("utf-8") for name, text in _texts(release).items()}
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in texts.items()}
    top = f"jixiao-{release.build_id}"
    with replaced(target) as unfinished, zipfile.ZipFile(unfinished, "w", zipfile.ZIP_STORED) as archive:
        for name, data in texts.items():
            archive.writestr(_entry(f"{top}/{name}", len(data)), data)
        for name in sorted((*listed, "manifest.json")):
            found = _copy(archive, f"{top}/{DATA}/{name}", release.path / name)
            if name in listed and found != listed[name]["sha256"]:
                raise DamagedReleaseError(say("archive.damaged", release=release.build_id, files=name))
            hashes[f"{DATA}/{name}"] = found
        sums = "".join(f"{found}  {name}\n" for name, found in sorted(hashes.items())).encode("utf-8")
        archive.writestr(_entry(f"{top}/SHA256SUMS", len(sums)), sums)
    return len(hashes) + 1


def listed_files(release: Release) -> Mapping[str, Mapping[str, Any]]:
    """The files of a release by path, as its manifest has them and as they lie there."""
    listed: dict[str, dict[str, Any]] = {file["path"]: file for file in release.manifest["files"]}
    lying = {path.relative_to(release.path).as_posix(): path for path in files_below(release.path)}
    lying.pop("manifest.json", None)
    wrong = sorted(listed.keys() ^ lying.keys())
    wrong += [name for name, path in lying.items() if name in listed and path.stat().st_size != listed[name]["bytes"]]
    if wrong:
        raise DamagedReleaseError(say("archive.damaged", release=release.build_id, files=", ".join(wrong[:5])))
    return listed


def _texts(release: Release) -> dict[str, str]:
    """What stands beside the release: names to texts."""
    published = datetime.fromisoformat(release.manifest["published_at"]).date()
    cff = release.path / "CITATION.cff"
    return {
        ".zenodo.json": _json(zenodo(release)),
        "CITATION.cff": (
            cff.read_text("utf-8")
            if cff.is_file()
            else citation.cff(release.path, release.build_id, published, _version(release))
        ),
        "LICENSE": _licence(),
        "README.md": _readme(release),
        "code.json": _json(
            {key: release.manifest.get(key) for key in ("code", "schema_version", "publishing_version")}
        ),
    }


def _version(release: Release) -> str:
    """The version of the program that made a release; this one where an early manifest does not say."""
    return str((release.manifest.get("code") or {}).get("version", __version__))


def zenodo(release: Release) -> dict[str, Any]:
    """The metadata that Zenodo asks for; a licence only where one is known, so that a person chooses otherwise."""
    document = read_parquet("document", release.path)
    cited, cited_en = citation.citation(document, release.build_id, _version(release))
    rights, rights_en = citation.rights(document)
    publishers = dict.fromkeys(source["title"] for source in citation.sources(document))
    about: dict[str, Any] = {
        "title": f"{citation.TITLE} ({citation.TITLE_EN}), {release.build_id}",
        "upload_type": "dataset",
        "description": f"<p>{escape(cited, quote=False)}</p><p>{escape(cited_en, quote=False)}</p>",
        "creators": [{"name": citation.MAKERS}],
        "contributors": [{"name": name, "type": "Producer"} for name in publishers],
        "publication_date": release.manifest["published_at"][:10],
        "version": release.build_id,
        "language": "zho",
        "keywords": list(citation.KEYWORDS),
        "notes": f"{escape(rights, quote=False)} {escape(rights_en, quote=False)}",
    }
    return about | ({"license": "mit"} if citation.licences(document) else {})


def _readme(release: Release) -> str:
    """What the archive is, in Chinese and in English."""
    manifest = release.manifest
    document = read_parquet("document", release.path)
    (cited, cited_en), (rights, rights_en) = (
        citation.citation(document, release.build_id, _version(release)),
        citation.rights(document),
    )
    inputs, code = manifest.get("inputs") or {}, manifest.get("code") or {}
    values = {
        "build_id": release.build_id,
        "published_at": manifest["published_at"],
        "documents": inputs.get("documents", document.height),
        "forms": release.rows.get("form", 0),
        "indicators": release.rows.get("indicator", 0),
        "version": _version(release),
        "digest": code.get("digest", "?"),
        "schema": manifest["schema_version"],
        "data": DATA,
    }
    return _README.format(
        **values,
        kind=manifest["data_kind_text"],
        kind_en=manifest["data_kind_text_en"],
        cited=cited,
        cited_en=cited_en,
        rights=rights,
        rights_en=rights_en,
    )


_README = """# 项目支出绩效自评表数据集 {build_id}

{kind}

本归档是一次完整的发布，发布时间{published_at}。文件{documents}份，自评表{forms}张，绩效指标{indicators}条。

| 内容 | 说明 |
|---|---|
| `{data}/` | 发布的全部文件：各表和视图的Parquet文件、`warehouse.duckdb`、`datapackage.json`（每一列的含义），如有静态网站则在`site/` |
| `{data}/inputs.json` | 原始文件清单：路径、SHA-256、大小、批次信息。原始文件本身不在归档内 |
| `{data}/manifest.json` | 每个文件的大小和SHA-256；归档时逐一核对 |
| `code.json` | 程序版本{version}（代码摘要{digest}），数据结构版本{schema} |
| `CITATION.cff`、`.zenodo.json` | 引用信息；上传Zenodo时的元数据 |
| `LICENSE` | 程序的许可。数据的权利见下 |
| `SHA256SUMS` | 归档内各文件的校验值，用`sha256sum -c SHA256SUMS`核对 |

空值表示表上没有或无法辨认，不等于零。`doubtful`列出一行中没有把握的值，使用前请核对原件。核查发现是线索，不是结论。

引用：{cited}

权利：{rights}

# Chinese project performance self-evaluation forms, {build_id}

{kind_en}

This archive is one whole release, published at {published_at}. Documents: {documents}; forms: {forms}; indicators: {indicators}.

| part | what it is |
|---|---|
| `{data}/` | every file of the release: tables and views as Parquet, `warehouse.duckdb`, `datapackage.json` (what each column means), the site, if any, in `site/` |
| `{data}/inputs.json` | the documents it was made from: path, SHA-256, size, facts of the batch. The documents themselves are not in the archive |
| `{data}/manifest.json` | size and SHA-256 of every file, each compared when the archive was written |
| `code.json` | version {version} of the program (digest of the code {digest}), version {schema} of the schema |
| `CITATION.cff`, `.zenodo.json` | how to cite it; metadata for an upload to Zenodo |
| `LICENSE` | licence of the program. For the rights in the data see below |
| `SHA256SUMS` | hashes of the files of the archive: `sha256sum -c SHA256SUMS` |

Null means not on the form or not legible, never zero. `doubtful` names the values of a row that are not certain: look at the document before you rely on one. Findings are leads, no verdicts.

Cite: {cited_en}

Rights: {rights_en}
"""  # noqa: E501  (lines of a table stay whole)


def _copy(archive: zipfile.ZipFile, name: str, source: Path) -> str:
    """Copy a file into the archive and return its SHA-256."""
    digest = hashlib.sha256()
    with source.open("rb") as file, _opened(archive, name, source.stat().st_size) as entry:
        while block := file.read(_BLOCK):
            digest.update(block)
            entry.write(block)
    return digest.hexdigest()


@contextmanager
def _opened(archive: zipfile.ZipFile, name: str, size: int) -> Iterator[BinaryIO]:
    with archive.open(_entry(name, size), "w") as entry:
        yield entry  # type: ignore[misc]  # a stream of bytes that can be written to


def _entry(name: str, size: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_STORED
    entry.create_system = 3
    entry.external_attr = 0o100644 << 16
    entry.file_size = size
    return entry


def _licence() -> str:
    """The licence of the program: of the checkout, or as it was installed with the package."""
    file = project_root() / "LICENSE"
    if file.is_file():
        return file.read_text("utf-8")
    try:
        installed = distribution("jixiao").read_text("licenses/LICENSE")
    except PackageNotFoundError:
        installed = None
    return installed or "MIT License\n"


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
