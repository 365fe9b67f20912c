"""The pages of the firm's site."""
