"""What lies in ``deploy`` fits the program: files that are copied, commands, variables, ports, the version of Ray.

Nobody starts a cluster here. These are the mistakes that a person would find only on one.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.cli import cli
from tools.docs_site import reference

ROOT = Path(__file__).parents[2]
RAY = ROOT / "deploy" / "ray"
COMPOSE: dict[str, Any] = yaml.safe_load((RAY / "compose.yml").read_text("utf-8"))
CLUSTER, BUILD, CLAIM = yaml.safe_load_all((RAY / "kuberay.yml").read_text("utf-8"))
CONTAINERFILE = (ROOT / "deploy" / "Containerfile").read_text("utf-8")
# Those of others that have a meaning here (docs.ray.io, docs.aws.amazon.com).
OF_OTHERS = {"RAY_AUTH_MODE", "RAY_AUTH_TOKEN", "RAY_USAGE_STATS_ENABLED"}
IMAGE = "jixiao-ray"


def pods() -> Iterator[dict[str, Any]]:
    """The template of each pod of the manifest."""
    spec = CLUSTER["spec"]
    yield spec["headGroupSpec"]["template"]["spec"]
    for group in spec["workerGroupSpecs"]:
        yield group["template"]["spec"]
    yield BUILD["spec"]["jobTemplate"]["spec"]["template"]["spec"]


def variables() -> Iterator[dict[str, str]]:
    """The variables of each container, with what they are set to where that is written there."""
    for pod in pods():
        for container in pod["containers"]:
            yield {entry["name"]: entry.get("value", "secret") for entry in container["env"]}
    for service in COMPOSE["services"].values():
        yield service["environment"]


def shell_lines() -> list[str]:
    build = next(pod for pod in pods() if pod["containers"][0]["name"] == "build")
    return [COMPOSE["services"]["build"]["command"][0], build["containers"][0]["args"][0]]


def test_every_variable_is_one_that_somebody_reads() -> None:
    for of_container in variables():
        assert set(of_container) <= set(reference.settings()) | OF_OTHERS
        assert of_container["RAY_AUTH_MODE"] == "token"
        assert of_container["RAY_USAGE_STATS_ENABLED"] == "0"
        assert "RAY_AUTH_TOKEN" in of_container


def test_every_image_is_the_one_that_the_containerfile_makes() -> None:
    images = [container["image"] for pod in pods() for container in pod["containers"]]
    images += [service["image"] for service in COMPOSE["services"].values()]
    assert set(images) == {IMAGE}
    for service in COMPOSE["services"].values():
        made = service["build"]
        assert (RAY / made["context"] / made["dockerfile"]).samefile(ROOT / "deploy" / "Containerfile")
        for argument in made["args"]:
            assert f"ARG {argument}=" in CONTAINERFILE


def test_the_image_is_made_of_files_that_are_there_and_not_ignored() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    # What comes from another stage of the image was never in the project.
    for line in re.findall(r"^COPY (?!--from=)(.+)$", CONTAINERFILE, re.MULTILINE):
        for name in line.split()[:-1]:
            assert (ROOT / name).exists(), name
            assert name in let_in, name


@pytest.mark.parametrize("line", shell_lines())
def test_a_build_joins_the_head_and_is_a_command_of_the_program(line: str) -> None:
    join, _, build = line.partition(" && exec ")
    assert join.split()[:2] == ["ray", "start"]
    assert "--num-cpus=0" in join.split()
    name, *arguments = shlex.split(build)
    assert name == "jixiao"
    command, *options = arguments
    context = cli.commands[command].make_context(command, options, resilient_parsing=False)
    assert context.params["engine"] == "ray"


def test_everybody_looks_for_the_head_where_it_is() -> None:
    head, worker = (COMPOSE["services"][name] for name in ("head", "worker"))
    (port,) = [part.removeprefix("--port=") for part in head["command"] if part.startswith("--port=")]
    assert f"--address=head:{port}" in worker["command"]
    assert f"--address=head:{port} " in shell_lines()[0]
    assert "ports" not in head
    (port_of_pod,) = CLUSTER["spec"]["headGroupSpec"]["template"]["spec"]["containers"][0]["ports"]
    # KubeRay names the service of the head so.
    service = f"{CLUSTER['metadata']['name']}-head-svc"
    assert f"--address={service}:{port_of_pod['containerPort']} " in shell_lines()[1]


def test_the_manifest_has_what_kuberay_asks_for() -> None:
    assert (CLUSTER["apiVersion"], CLUSTER["kind"]) == ("ray.io/v1", "RayCluster")
    lock = (ROOT / "requirements-ray.lock").read_text("utf-8")
    assert f"\nray=={CLUSTER['spec']['rayVersion']} " in lock
    groups = [CLUSTER["spec"]["headGroupSpec"], *CLUSTER["spec"]["workerGroupSpecs"]]
    for group in groups:
        assert all(isinstance(value, str) for value in group["rayStartParams"].values())
    for group in CLUSTER["spec"]["workerGroupSpecs"]:
        assert group["groupName"]
        assert group["minReplicas"] <= group["replicas"] <= group["maxReplicas"]
    for pod in pods():
        mounted = {mount["name"] for container in pod["containers"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}
    volumes = [volume for pod in pods() for volume in pod["volumes"] if "persistentVolumeClaim" in volume]
    claims = [volume["persistentVolumeClaim"]["claimName"] for volume in volumes]
    assert claims == [CLAIM["metadata"]["name"]]


def test_a_reader_has_the_memory_that_its_limits_allow() -> None:
    from pipeline.curate.worker_limits import MEMORY_BYTES

    own = 0.3 * 2**30
    group = CLUSTER["spec"]["workerGroupSpecs"][0]
    limit = group["template"]["spec"]["containers"][0]["resources"]["limits"]["memory"]
    assert int(limit.removesuffix("Gi")) * 2**30 >= int(group["rayStartParams"]["num-cpus"]) * (MEMORY_BYTES + own)
    worker = COMPOSE["services"]["worker"]
    (processors,) = [int(part.partition("=")[2]) for part in worker["command"] if part.startswith("--num-cpus=")]
    assert int(worker["mem_limit"].removesuffix("g")) * 2**30 >= processors * (MEMORY_BYTES + own)


@pytest.mark.parametrize("module", ["tests.ray_faults", "tests.s3", "benchmarks.engines"])
def test_what_tries_a_cluster_can_be_loaded_without_one(module: str) -> None:
    assert callable(import_module(module).main)
