"""Networks: how many take part, since when, who is missing, and how often they meet."""
