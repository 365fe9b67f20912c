"""The unified social credit code and its check character (GB 32100-2015)."""

import pytest

from scoring.uscc import ALPHABET, check_character, is_valid

BODY = "91320594MA1X2Y3T4"


def test_a_worked_check_character():
    # Sum of value x 3^place mod 31 over the first 17 characters, place from 0; the 18th makes the sum a multiple of 31.
    values = [ALPHABET.index(character) for character in BODY]
    total = sum(value * 3**place for place, value in enumerate(values))
    assert check_character(BODY) == ALPHABET[(31 - total % 31) % 31] == "K"


@pytest.mark.parametrize("code", ["91320594MA1X2Y3T4K", "91440300MA5EXAMP6Y"])
def test_codes_with_the_right_check_character_are_valid(code):
    assert is_valid(code)


@pytest.mark.parametrize("character", [c for c in ALPHABET if c != "K"])
def test_every_other_check_character_is_refused(character):
    assert not is_valid(BODY + character)


@pytest.mark.parametrize("place", range(17))
def test_one_wrong_character_anywhere_is_noticed(place):
    code = list(BODY + "K")
    code[place] = ALPHABET[(ALPHABET.index(code[place]) + 1) % 31]
    assert not is_valid("".join(code))


@pytest.mark.parametrize(
    "code",
    [
        "",
        "9",
        BODY,
        BODY + "KK",
        "91320594ma1x2y3t4k",
        "9132059OMA1X2Y3T4K",
        "91320594MA1X2Y3T4I",
        "９1320594MA1X2Y3T4K",
    ],
)
def test_wrong_lengths_and_characters_are_refused(code):
    assert not is_valid(code)


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_look_like_digits_are_not_in_the_alphabet(letter):
    assert letter not in ALPHABET
    assert not is_valid(f"9132059{letter}MA1X2Y3T4K")


@pytest.mark.parametrize("body", ["", BODY[:-1], BODY + "4"])
def test_a_body_of_another_length_has_no_check_character(body):
    with pytest.raises(ValueError, match="expected 17"):
        check_character(body)
