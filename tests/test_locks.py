"""The locks hold what pyproject.toml asks for, and the digest of every file."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NEEDED = PROJECT["project"]["dependencies"]
EXTRAS = PROJECT["project"]["optional-dependencies"]
GROUPS = PROJECT["dependency-groups"]
BUILD = PROJECT["build-system"]["requires"]

# What each lock is made of; `make` installs dev and bench over serve and dev.
ASKED = {
    "serve": [*NEEDED, *BUILD],
    "dev": [*NEEDED, *EXTRAS["dev"]],
    "bench": [*NEEDED, *EXTRAS["dev"], *EXTRAS["bench"]],
    "cluster": [*NEEDED, *EXTRAS["dev"], *EXTRAS["opensearch"]],
    "reloaded": [
        *(each for each in NEEDED if Requirement(each).name != "whoosh3"),
        *GROUPS["reloaded"],
        *BUILD,
    ],
}
# In a lock, a requirement stands on a line, and each digest of its files on one below.
_ENTRY = re.compile(
    r"[a-z0-9][a-z0-9.-]*==[^;\s]+(?: ; .+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+"
)


def lock_text(name: str) -> str:
    return (ROOT / "locks" / f"{name}.txt").read_text(encoding="utf-8")


def locked(name: str) -> dict[str, list[Requirement]]:
    """The locked requirements by name: several, where the version depends on Python's."""
    found: dict[str, list[Requirement]] = {}
    for entry in _ENTRY.findall(lock_text(name)):
        requirement = Requirement(entry.partition(" \\\n")[0])
        found.setdefault(requirement.name, []).append(requirement)
    return found


def versions(requirements: list[Requirement]) -> set[str]:
    return {specifier.version for each in requirements for specifier in each.specifier}


@pytest.mark.parametrize("name", ASKED)
def test_a_lock_is_made_of_versions_and_digests_alone(name: str) -> None:
    text = lock_text(name)
    rest = _ENTRY.sub("", re.sub(r"(?m)^#.*\n", "", text))
    assert not rest.strip(), "an option, an address, or a requirement without digests"
    assert "://" not in text


@pytest.mark.parametrize("name", ASKED)
def test_a_lock_fulfils_the_project(name: str) -> None:
    found = locked(name)
    for asked in map(Requirement, ASKED[name]):
        assert found.get(canonicalize_name(asked.name)), f"`make lock`: {asked} is not locked"
        for version in versions(found[canonicalize_name(asked.name)]):
            assert asked.specifier.contains(version), f"`make lock`: {asked}, locked {version}"


@pytest.mark.parametrize("name", ASKED)
def test_what_the_locked_packages_need_is_locked(name: str) -> None:
    """Otherwise pip refuses the lock on a fresh machine."""
    found = locked(name)
    for package, (locked_here, *_) in found.items():
        if locked_here.marker and not locked_here.marker.evaluate():
            continue
        try:
            needed = requires(package) or ()
        except PackageNotFoundError:
            continue
        for each in map(Requirement, needed):
            if each.marker is None or each.marker.evaluate({"extra": ""}):
                assert canonicalize_name(each.name) in found, f"{package} needs {each}"


def test_the_locks_agree() -> None:
    serve, dev, bench, cluster, reloaded = map(locked, ASKED)
    pairs = (serve, dev), (dev, bench), (dev, cluster), (cluster, bench), (reloaded, bench)
    for smaller, larger in pairs:
        for package in smaller.keys() & larger.keys():
            assert versions(smaller[package]) == versions(larger[package])
    assert serve.keys() - dev.keys() == {"setuptools"}
    assert dev.keys() <= bench.keys() & cluster.keys()
    assert "whoosh3" not in reloaded


def test_one_version_of_what_cuts_words_is_allowed() -> None:
    """With another, an index is refused until it is built anew."""
    bounds = {asked.name: str(asked.specifier) for asked in map(Requirement, NEEDED)}
    for name in ("SudachiPy", "sudachidict-core"):
        assert re.fullmatch(r"==[0-9.]+", bounds[name])


def test_the_build_is_locked_as_it_is_declared() -> None:
    assert GROUPS["build"] == BUILD
