"""The unified social credit code of a legal person and its check character.

Source: gb-32100-2015 (18 characters, weights 3^i mod 31, alphabet without I, O, S, V, Z).
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_character(body: str) -> str:
    """Return the 18th character that belongs to the first 17.

    Args:
        body: 17 characters of ALPHABET.

    Raises:
        ValueError: another length or another character.

    >>> check_character("91320594MA1X2Y3T4")
    'K'
    """
    if len(body) != LENGTH - 1:
        raise ValueError(f"expected {LENGTH - 1} characters, got {len(body)}")
    total = sum(ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return ALPHABET[-total % 31]


def is_valid(code: str) -> bool:
    """Return whether `code` has 18 allowed characters and the right check character.

    >>> is_valid("91320594MA1X2Y3T4K"), is_valid("91320594MA1X2Y3T4A"), is_valid("")
    (True, False, False)
    """
    if len(code) != LENGTH or any(character not in ALPHABET for character in code):
        return False
    return check_character(code[:-1]) == code[-1]
