"""Somebody who knows the rules, and does the sums."""
