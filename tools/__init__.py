"""What the Makefile calls: set-up, fonts, messages, services, and the site on one machine."""
