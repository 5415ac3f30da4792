"""Remind people of what is due: one letter a person a day at most, and each thing in steps."""
