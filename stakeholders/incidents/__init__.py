"""The incident room: the log of what was done, who takes part, and the figures of it."""
