"""A writer of small PDFs as fixtures."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "layouts"))

from pdf_writer import Sheet, write_pdf


@pytest.fixture
def sheet() -> Callable[[], Sheet]:
    return Sheet


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    return write_pdf
