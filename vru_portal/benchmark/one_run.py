"""Measures every page of one database, which holds the benchmark's log: ``python -m ....one_run FILE REQUESTS``."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path

import django


def main(file: str, requests: str, names: str = "") -> int:
    """Measure, and write what was measured into a file of JSON; ``names`` is a pattern of the pages to measure."""
    django.setup()
    from django.db import connection
    from tqdm import tqdm

    from vru_portal.benchmark.measuring import Meter
    from vru_portal.benchmark.pages import Cast, all_pages
    from vru_portal.benchmark.serving import Server

    bare, *others = all_pages(Cast())
    pages = [bare, *(page for page in others if re.search(names, page.name))]
    server = Server(Path(file).with_suffix(".log"))
    try:
        meter = Meter(server, int(requests), bare)
        results = [meter.measure(page) for page in tqdm(pages, desc="      Pages", unit=" pages", disable=None)]
        memory = server.memory_of_workers()
    finally:
        server.stop()
    told = {"database": connection.vendor, "memory": memory, "pages": [asdict(result) for result in results]}
    Path(file).write_text(json.dumps(told, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
