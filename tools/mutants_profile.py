"""The conftest of the copy that mutants are tried in: few examples, the same in every run, nothing stored.

A law that fails has noticed its mutant; looking for the shortest example of that would only take time.
"""

from hypothesis import Phase, settings

settings.register_profile(
    "mutants",
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=20,
    phases=(Phase.explicit, Phase.generate),
    report_multiple_bugs=False,
)
settings.load_profile("mutants")
