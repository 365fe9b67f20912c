"""What can go wrong inside the rules. All of these mean a bug or bad content, except the answer errors,
which the services turn into messages that name the field."""


class ScoringError(Exception):
    """Base of everything the rules raise."""


class UnknownQuestion(ScoringError):
    def __init__(self, code: str):
        self.code = code
        super().__init__(f"no question has the code {code!r}")


class AnswerNotAllowed(ScoringError):
    def __init__(self, code: str, value: object, allowed: tuple[str, ...]):
        self.code, self.value, self.allowed = code, value, allowed
        super().__init__(f"{code}: {value!r} is not an answer; accepted are {', '.join(allowed)}")


class ScoreOutOfRange(ScoringError):
    def __init__(self, value: object, low: str, high: str):
        self.value = value
        super().__init__(f"score {value} lies outside [{low}, {high}]")


class UnknownProfile(ScoringError):
    def __init__(self, reading: str, profile: str, known: tuple[str, ...]):
        self.profile = profile
        super().__init__(f"{reading} has no profile {profile!r}; it has {', '.join(known)}")


class TrimNotAllowed(ScoringError):
    def __init__(self, name: str, allowed: tuple[str, ...]):
        self.name, self.allowed = name, allowed
        super().__init__(f"{name!r} cannot be trimmed; only {', '.join(allowed)} can")


class ReferenceNotUsable(ScoringError):
    def __init__(self, indicator: str, why: str = "baseline and leading value are equal, so no position lies between"):
        self.indicator = indicator
        super().__init__(f"{indicator}: {why}")
