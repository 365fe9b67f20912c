"""From a service's findings to messages beside the fields."""

from django import forms

from assessments.errors import InvalidInput


def add_problems(form: forms.Form, error: InvalidInput) -> None:
    """Put each problem beside the field it names; what names no field of the form goes to the top."""
    for problem in error.problems:
        field = problem.path.split(".")[0]
        form.add_error(field if field in form.fields else None, problem.message or problem.code)
