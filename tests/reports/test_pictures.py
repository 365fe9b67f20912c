"""The report looks as it did when somebody last looked at it: four pages, compared as pictures.

Where the look was changed on purpose, look at the pages and store them anew: CONTRIBUTING, "Change the look of the
report".
"""

import pytest
from PIL import Image, ImageChops, ImageFilter

from tests.reports.pictures import CHAPTERS, apart, looks_like, pages, stored

NAMES = ("cover", *CHAPTERS)


@pytest.fixture(scope="module")
def drawn() -> dict[str, Image.Image]:
    return dict(pages())


@pytest.mark.parametrize("name", NAMES)
def test_a_page_looks_as_it_did(name: str, drawn: dict[str, Image.Image]) -> None:
    assert looks_like(drawn[name], stored(name)), (name, apart(drawn[name], stored(name)))


@pytest.mark.parametrize("name", NAMES)
def test_another_page_or_one_that_has_moved_is_told_apart(name: str) -> None:
    picture = stored(name)
    assert looks_like(picture, picture)
    assert not looks_like(picture, stored(NAMES[NAMES.index(name) - 1]))
    assert not looks_like(picture, ImageChops.offset(picture, 0, 12))


@pytest.mark.parametrize("name", NAMES)
def test_a_renderer_that_draws_a_little_softer_is_not(name: str) -> None:
    picture = stored(name)
    assert looks_like(picture, picture.filter(ImageFilter.GaussianBlur(0.35)))
