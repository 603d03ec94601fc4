"""Labels of groups: sensible ones pass, and those that name somebody do not."""

import pytest

from interventions.outcomes.group_labels import names_in

KNOWN = {"Hillfields", "Coventry", "Dudley", "Castle Vale", "Walk a Mile", "Spark Aston", "Lozells", "Aston", "Tip Top"}
SENSIBLE = [
    "Autumn group",
    "Year 9 girls, Blue Coat CE Academy",
    "Lozells Tuesday boxing",
    "Kooth users aged 16 to 25",
    "SAVI mentors 2026",
    "Year 9 mentees, spring 2021",
    "Group A",
    "Cohort 2",
    "Year 10 boys and girls",
    "Hillfields and Coventry groups",
    "Year 7 Form B",
    "Castle Vale mentees",
    "Mentees, Small Heath",
    "Spring Term Girls Football",
    "Sixth Form Parliament",
    "Key Stage 3 pupils",
    "Parents and Carers, Dudley",
    "Walk a Mile, wave 2",
    "Detached youth work, summer 2022",
    "Boxing at Lozells",
    "Monday and Wednesday sessions",
    "KS3 pupils 2025",
    "PRU 2025",
    "Youth Justice Service referrals",
    "Whole school, October 2024",
    "Staff and Students",
    "Young people on the Spark Aston programme",
    "Evening group, Chelmsley Wood",
    "Year 11 leavers",
    "St Peter's Academy, Year 8",
    "Young women aged 14 to 18",
    "Training for teachers, June and July",
    "Easter and Summer holidays",
    "Adults, first aid course",
    "Street Doctors",
    "Ward end girls",
    "Residents of Balsall Heath",
    "Aston Villa Foundation girls",
    "VRU 2026",
    "Bystanders (Year 8 and Year 9)",
    "Trauma Informed staff training",
    "Year 6 Transition Group",
    "Tip Top Boxing Club",
    "Mentees, Aston and Lozells",
    "Drop-in, King Edward VI School",
]
NAMING = {
    "Jordan Smith mentee": "Jordan Smith",
    "JS 2009": "JS 2009",
    "Year 9 boys: Jordan and Sam": "Jordan and Sam",
    "Mentee: Alex Example-Jones": "Alex Example-Jones",
    "Group of Jordan Smith": "Jordan Smith",
    "Mentoring for Zoë O’Hara in spring": "Zoë O’Hara",
    "Jordan S, year 9": "Jordan S",
    "Mentee JSP (2008)": "JSP (2008)",
    "J.S. 2009": "J.S. 2009",
    "Jordan Example": "Jordan Example",
    "JE": "JE",
    "Boxing with Jordan & Sam": "Jordan & Sam",
}


@pytest.mark.parametrize("label", SENSIBLE)
def test_sensible_labels_pass(label):
    assert names_in(label, KNOWN) == ""


@pytest.mark.parametrize(("label", "name"), NAMING.items())
def test_labels_that_name_somebody_do_not(label, name):
    assert names_in(label, KNOWN) == name


def test_a_school_may_go_by_the_start_of_its_name():
    assert names_in("Year 9 mentees, Blue Coat", {"Blue Coat CE Academy"}) == ""
    assert names_in("Year 9 mentees, Blue Coat", set()) == "Blue Coat"
