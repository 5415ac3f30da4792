"""Backups: made while everybody writes, without the keys, and put back without what is erased."""
