"""The screens of the log and its review."""
