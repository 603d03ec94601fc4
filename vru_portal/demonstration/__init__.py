"""A made-up year for trying the portal: people, entries and reviews, every one marked as demonstration data."""
