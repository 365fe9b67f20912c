"""The management command gives the verdict of the content room unchanged."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command


def test_sound_content_is_called_sound(tiny: Path) -> None:
    out = StringIO()
    call_command("check_content", tiny, stdout=out)
    assert out.getvalue().startswith("content is sound: 13 questions")
    assert out.getvalue().count("\n") == 1


def test_a_mistake_ends_with_2_and_its_words(tiny: Path) -> None:
    (tiny / "sizes.csv").unlink()
    errors = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("check_content", tiny, stderr=errors)
    assert end.value.code == 2
    assert "content/sizes.csv: expected this file, got none" in errors.getvalue()
