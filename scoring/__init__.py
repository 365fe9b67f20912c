"""The rules: pure functions from answers to levels, scores and a trace. Standard library only."""

ENGINE_VERSION = "1.1"
