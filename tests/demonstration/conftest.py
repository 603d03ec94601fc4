from pilots.models import Source
from stakeholders.models import Headcount
from tests import builders


def make_places():
    """Make a pilot whose network is published, one without, and one of a group of people; return their region."""
    coventry, region = builders.authority("Coventry", "E08000026"), builders.region()
    hillfields = builders.pilot("Hillfields", "hillfields", of=coventry)
    builders.pilot("St James' Ward", "st-james", of=builders.authority("Dudley", "E08000027"))
    source = Source.objects.create(region=region, key="news", title="VRU News")
    published = builders.network(of=hillfields, slug="hillfields", source=source, note="Grown")
    Headcount.objects.create(network=published, number=50, wording="over 50", as_at="2021-04", source=source)
    builders.pilot("Children in care", "care", of=coventry, basis="cohort")
    return region
