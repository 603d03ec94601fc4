"""What make bench does: builds a large log, serves it as deployed, and measures the pages."""
