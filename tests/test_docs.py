"""The documentation is true and whole: it names every command, and every example runs."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
READMES = ("README.md", "README.ja.md")
COMMANDS = ("index", "search", "ask", "show", "check", "doctor", "export", "serve", "fetch")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


@pytest.fixture
def workplace(tmp_path, samples, sample_index):
    """A folder as after the first command of the README: samples, and their index."""
    (tmp_path / "samples").symlink_to(samples.parent)
    shutil.copytree(sample_index, tmp_path / "index" / "store")
    return tmp_path


def examples(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each command after `$ `, and the lines shown below it."""
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    for block in blocks or [text]:
        for part in re.split(r"^ *\$ ", block, flags=re.MULTILINE)[1:]:
            command, *shown = part.splitlines()
            yield command, [line for line in shown if line.strip() and blocks]


@pytest.mark.parametrize("name", READMES)
def test_every_example_of_the_readme_runs(name, run, workplace):
    found = list(examples((ROOT / name).read_text(encoding="utf-8")))
    assert len(found) >= 5
    for command, shown in found:
        program, *arguments = shlex.split(command)
        assert program == "kaigiroku"
        done = run(*arguments)
        assert done.returncode == 0, f"{command}: {done.stderr}"
        for line in shown:
            for part in line.split("…"):
                assert part.strip() in done.stdout, f"{command}: {line}"


def test_every_example_of_the_help_runs(run, workplace):
    for name in COMMANDS:
        for command, _ in examples(run(name, "--help").stdout):
            done = run(*shlex.split(command)[1:])
            assert done.returncode == 0, f"{command}: {done.stderr}"


@pytest.mark.parametrize("name", READMES)
def test_every_command_and_option_is_documented(name, run):
    readme = (ROOT / name).read_text(encoding="utf-8")
    help_text = run("--help").stdout
    listed = re.findall(r"^  ([a-z]+) ", help_text, re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)
    for command in COMMANDS:
        assert f"`kaigiroku {command}" in readme
        for option in re.findall(r"--[a-z]+", run(command, "--help").stdout):
            assert f"`{option}" in readme, f"{command} {option}"


@pytest.mark.parametrize("name", READMES)
def test_every_documented_option_exists(name, run):
    options = {
        option
        for command in COMMANDS
        for option in re.findall(r"--[a-z]+", run(command, "--help").stdout)
    }
    readme = (ROOT / name).read_text(encoding="utf-8")
    assert set(re.findall(r"(?<![\w-])--[a-z]+", readme)) <= options


def test_every_make_target_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        for block in re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", document.read_text()):
            assert "".join(block) in targets, f"{document.name}: make {''.join(block)}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_named_exists(document):
    text = document.read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^):]+)\)", text)
    folders = "index|indexer|presentation|webapp|kaigiroku|tests|bench|samples|docs"
    modules = re.findall(rf"`((?:{folders})/[\w/.]+)`", text)
    absent = [each for each in linked + modules if not (ROOT / each).exists()]
    assert [each for each in absent if not each.startswith("index/store")] == []


def test_both_readmes_say_the_same():
    """The same headings in number and level, the same commands, the same links."""
    english, japanese = ((ROOT / name).read_text(encoding="utf-8") for name in READMES)
    for pattern in (r"^#+(?= )", r"^\$ .*$", r"^\| `kaigiroku \w+", r"^make \w+"):
        assert re.findall(pattern, english, re.MULTILINE) == re.findall(
            pattern, japanese, re.MULTILINE
        )
