"""A large made-up log, the same for the same seed: places and people, and the entries of three years."""
