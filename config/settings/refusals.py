"""What production does not accept as a secret: what stands in this repository, and what one could guess."""

from config.env import WrongSetting

# Every sample secret of the repository begins with or holds one of these words; .env.example is tested to keep to it.
SAMPLE_MARKS = ("change-me", "sample-key", "django-insecure", "example-secret")
SHORTEST_KEY = 50
FEWEST_DIFFERENT_CHARACTERS = 10
EXAMPLE = "$(openssl rand -base64 48)"


def refuse_sample_secret(name: str, value: str) -> None:
    """Stop the start if a secret is one that everybody can read in this repository."""
    for mark in SAMPLE_MARKS:
        if mark in value.lower():
            raise WrongSetting(name, f"...{mark}...", "a secret of your own, not the sample", EXAMPLE)


def refuse_short_secret(name: str, value: str) -> None:
    """Stop the start if a key is short or monotonous enough to be guessed."""
    different = len(set(value))
    if len(value) < SHORTEST_KEY or different < FEWEST_DIFFERENT_CHARACTERS:
        got = f"{len(value)} characters, {different} different"
        raise WrongSetting(name, got, "at least 50 random characters", EXAMPLE)
