"""Documents from an S3 store and a release to it, beside the same in folders: ``python -m tests.s3``.

Belongs here: a local server of S3, two builds, the comparison. Does not belong here: what is done with an address
(``pipeline.sources.url_folder``, ``pipeline.publish.given``), which the tests try with a store in memory.

The server listens on 127.0.0.1 and is gone in the end. Exit status 1 where a table differs or a file did not arrive.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "data" / "examples"


def main() -> int:
    """Serve, build twice, compare; see the module."""
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        around = {
            "AWS_ACCESS_KEY_ID": "invented",
            "AWS_SECRET_ACCESS_KEY": "invented",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://{host}:{port}",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        os.environ |= around
        with tempfile.TemporaryDirectory(prefix="jixiao-s3-") as name:
            problems = _tried(Path(name))
    finally:
        server.stop()
    sys.stdout.write("\n".join(problems or ["equal: tables, refusals and the copied release"]) + "\n")
    return int(bool(problems))


def _tried(folder: Path) -> list[str]:
    """What differs between builds from a folder and from the store, and between a release and its copy."""
    import s3fs

    store: Any = s3fs.S3FileSystem(use_listings_cache=False)
    store.mkdir("bucket")
    raw = shutil.copytree(EXAMPLES, folder / "raw" / "documents")
    # Names and content that a store has no trouble with and a web address would.
    (raw / "虚构 批次").mkdir()
    shutil.copy(raw / "producers_2024" / "truncated.pdf", raw / "虚构 批次" / "cut #1?.pdf")
    (raw / "虚构 批次" / "empty.pdf").touch()
    for file in raw.rglob("*"):
        if file.is_file():
            store.pipe_file(f"bucket/raw/{file.relative_to(raw).as_posix()}", file.read_bytes())
    engine = ["--engine", sys.argv[1]] if len(sys.argv) > 1 else []
    _build(folder / "of_folder", "--raw", str(raw))
    _build(folder / "of_store", "--raw", "s3://bucket/raw", "--give-to", "s3://bucket/given", *engine)
    here, there = ((folder / name / "out" / "current").resolve() for name in ("of_folder", "of_store"))
    tables = [path.name for path in here.glob("*.parquet")]
    problems = [f"{name} differs" for name in tables if _content(here / name) != _content(there / name)]
    pointer = json.loads(store.cat_file("bucket/given/current.json"))
    if pointer["build_id"] != there.name:
        problems.append(f"the store names {pointer['build_id']}")
    copy = f"bucket/given/releases/{there.name}"
    for file in json.loads(store.cat_file(f"{copy}/manifest.json"))["files"]:
        if store.cat_file(f"{copy}/{file['path']}") != (there / file["path"]).read_bytes():
            problems.append(f"{file['path']} arrived otherwise")
    return problems


def _build(folder: Path, *arguments: str) -> None:
    """One build with a folder of its own."""
    home = folder / "home"
    home.mkdir(parents=True)
    shutil.copy(ROOT / ".dagster" / "dagster.yaml", home)
    command = [sys.executable, "-m", "pipeline.cli", "build", "--out", str(folder / "out"), "--lang", "en", *arguments]
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, "DAGSTER_HOME": str(home)})


def _content(table: Path) -> dict[str, bytes]:
    """The bytes of a table: of its file, or of the files of its folder."""
    files = [table] if table.is_file() else sorted(table.rglob("*.parquet"))
    return {file.relative_to(table).as_posix(): file.read_bytes() for file in files}


if __name__ == "__main__":
    raise SystemExit(main())
