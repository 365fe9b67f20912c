"""Texts that libraries show on our pages but ship without Chinese. Naming them here brings them into our catalogue."""

from django.utils.translation import ngettext_lazy

# Django 5.2 changed this text; its own translation still answers to the old one.
PASSWORD_TOO_SHORT = ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
