import uuid

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import vru_portal.dates


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0003_theory_schools_and_outcomes"),
        ("stakeholders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_link",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="contacts", to="pilots.localauthority"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="stakeholders.organisation",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=150)),
                ("role", models.CharField(blank=True, max_length=150, verbose_name="job or role")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("telephone", models.CharField(blank=True, max_length=40)),
                (
                    "lawful_basis",
                    models.CharField(
                        choices=[
                            ("public_task", "Public task"),
                            ("legitimate_interests", "Legitimate interests"),
                            ("consent", "Consent"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "may_be_listed",
                    models.BooleanField(default=False, verbose_name="agreed to be listed for the network's members"),
                ),
                ("agreed_on", models.DateField(blank=True, null=True, verbose_name="agreed on")),
                (
                    "confirmed_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="last confirmed"),
                ),
                ("review_on", models.DateField(verbose_name="review by")),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="stakeholders.contact",
                    ),
                ),
                ("erased_at", models.DateTimeField(editable=False, null=True, verbose_name="erased")),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None),
                            models.Q(("email", ""), ("name", ""), ("role", ""), ("telephone", "")),
                            _connector="OR",
                        ),
                        name="erased_contact_has_no_data",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at__isnull", False),
                            ("merged_into__isnull", False),
                            models.Q(("name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="contact_has_a_name_until_erased",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("may_be_listed", False), ("agreed_on__isnull", False), _connector="OR"),
                        name="listing_was_agreed_on_a_day",
                        violation_error_message="Enter the day on which they agreed to be listed.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="CriticalIncident",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.CharField(editable=False, max_length=20, unique=True, verbose_name="reference code")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="pilots.locality",
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=150, verbose_name="area, in general words")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("stabbing", "Knife violence"),
                            ("shooting", "Gun violence"),
                            ("disorder", "Disorder"),
                            ("death", "Sudden death"),
                            ("other", "Another serious event"),
                        ],
                        max_length=10,
                    ),
                ),
                ("known_at", models.DateTimeField(verbose_name="when it became known")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "opened_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opened_incidents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("next_review_at", models.DateTimeField(blank=True, null=True, verbose_name="next review")),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                ("what_helped", models.TextField(blank=True)),
                ("lessons", models.TextField(blank=True)),
                ("plan_changes", models.TextField(blank=True, verbose_name="changes to the plan")),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["-known_at", "-pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCriticalIncident",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("code", models.CharField(db_index=True, editable=False, max_length=20, verbose_name="reference code")),
                ("area", models.CharField(blank=True, max_length=150, verbose_name="area, in general words")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("stabbing", "Knife violence"),
                            ("shooting", "Gun violence"),
                            ("disorder", "Disorder"),
                            ("death", "Sudden death"),
                            ("other", "Another serious event"),
                        ],
                        max_length=10,
                    ),
                ),
                ("known_at", models.DateTimeField(verbose_name="when it became known")),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("next_review_at", models.DateTimeField(blank=True, null=True, verbose_name="next review")),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                ("what_helped", models.TextField(blank=True)),
                ("lessons", models.TextField(blank=True)),
                ("plan_changes", models.TextField(blank=True, verbose_name="changes to the plan")),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.locality",
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical critical incident",
                "verbose_name_plural": "historical critical incidents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalNetwork",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("slug", models.SlugField()),
                ("name", models.CharField(max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("stakeholders", "Stakeholder network"),
                            ("steering", "Steering group"),
                            ("forum", "Forum"),
                            ("youth_panel", "Youth panel"),
                            ("team", "Team around the community"),
                            ("champions", "Community champions"),
                        ],
                        max_length=15,
                    ),
                ),
                ("purpose", models.TextField(blank=True)),
                (
                    "established_on",
                    vru_portal.dates.PartialDateField(
                        blank=True, default="", max_length=10, verbose_name="established"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended")),
                (
                    "rhythm",
                    models.CharField(
                        blank=True,
                        help_text="An iCalendar rule, such as FREQ=WEEKLY;INTERVAL=2",
                        max_length=200,
                        verbose_name="how often it meets",
                    ),
                ),
                (
                    "rhythm_wording",
                    models.CharField(blank=True, max_length=100, verbose_name="how often, in the source's words"),
                ),
                (
                    "welcomes_members",
                    models.BooleanField(default=False, verbose_name="people may ask to join on a public page"),
                ),
                ("invitation", models.TextField(blank=True, verbose_name="what the public page says")),
                ("note", models.CharField(blank=True, max_length=250)),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.pilot",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.source",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical network",
                "verbose_name_plural": "historical networks",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOrganisation_covers",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.organisation",
                    ),
                ),
                (
                    "localauthority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="stakeholders.historicalorganisation",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalOrganisation_covers",
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalResponsePlan",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "out_of_hours",
                    models.TextField(
                        blank=True, help_text="Who can be reached when, and how.", verbose_name="out-of-hours cover"
                    ),
                ),
                ("convening", models.TextField(blank=True, verbose_name="who convenes, and how")),
                ("rehearsed_on", models.DateField(blank=True, null=True, verbose_name="last rehearsed")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="next review")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.localauthority",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical response plan",
                "verbose_name_plural": "historical response plans",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Network",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="networks", to="pilots.localauthority"
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="networks",
                        to="pilots.pilot",
                    ),
                ),
                ("slug", models.SlugField()),
                ("name", models.CharField(max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("stakeholders", "Stakeholder network"),
                            ("steering", "Steering group"),
                            ("forum", "Forum"),
                            ("youth_panel", "Youth panel"),
                            ("team", "Team around the community"),
                            ("champions", "Community champions"),
                        ],
                        max_length=15,
                    ),
                ),
                ("purpose", models.TextField(blank=True)),
                (
                    "established_on",
                    vru_portal.dates.PartialDateField(
                        blank=True, default="", max_length=10, verbose_name="established"
                    ),
                ),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="ended")),
                (
                    "rhythm",
                    models.CharField(
                        blank=True,
                        help_text="An iCalendar rule, such as FREQ=WEEKLY;INTERVAL=2",
                        max_length=200,
                        verbose_name="how often it meets",
                    ),
                ),
                (
                    "rhythm_wording",
                    models.CharField(blank=True, max_length=100, verbose_name="how often, in the source's words"),
                ),
                (
                    "welcomes_members",
                    models.BooleanField(default=False, verbose_name="people may ask to join on a public page"),
                ),
                ("invitation", models.TextField(blank=True, verbose_name="what the public page says")),
                ("note", models.CharField(blank=True, max_length=250)),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="networks",
                        to="pilots.source",
                    ),
                ),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("authority", "slug"), name="network_is_listed_once_an_authority"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("welcomes_members", False), models.Q(("invitation", ""), _negated=True), _connector="OR"
                        ),
                        name="public_page_says_something",
                        violation_error_message="Enter what the public page says.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="ResponsePlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="response_plan",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "out_of_hours",
                    models.TextField(
                        blank=True, help_text="Who can be reached when, and how.", verbose_name="out-of-hours cover"
                    ),
                ),
                ("convening", models.TextField(blank=True, verbose_name="who convenes, and how")),
                ("rehearsed_on", models.DateField(blank=True, null=True, verbose_name="last rehearsed")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="next review")),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="Headcount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="headcounts",
                        to="stakeholders.network",
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "wording",
                    models.CharField(
                        blank=True, help_text="Such as: over 50", max_length=100, verbose_name="the source's wording"
                    ),
                ),
                (
                    "as_at",
                    vru_portal.dates.PartialDateField(blank=True, default="", max_length=10, verbose_name="as at"),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="headcounts",
                        to="pilots.source",
                    ),
                ),
                (
                    "counted_by",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="who counted, where no publication says it"
                    ),
                ),
            ],
            options={
                "ordering": ["as_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__isnull", False), models.Q(("counted_by", ""), _negated=True), _connector="OR"
                        ),
                        name="headcount_has_a_source",
                        violation_error_message="Choose the source, or enter who counted.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalContact",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(blank=True, max_length=150)),
                ("role", models.CharField(blank=True, max_length=150, verbose_name="job or role")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                ("telephone", models.CharField(blank=True, max_length=40)),
                (
                    "lawful_basis",
                    models.CharField(
                        choices=[
                            ("public_task", "Public task"),
                            ("legitimate_interests", "Legitimate interests"),
                            ("consent", "Consent"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "may_be_listed",
                    models.BooleanField(default=False, verbose_name="agreed to be listed for the network's members"),
                ),
                ("agreed_on", models.DateField(blank=True, null=True, verbose_name="agreed on")),
                (
                    "confirmed_on",
                    models.DateField(default=django.utils.timezone.localdate, verbose_name="last confirmed"),
                ),
                ("review_on", models.DateField(verbose_name="review by")),
                ("erased_at", models.DateTimeField(editable=False, null=True, verbose_name="erased")),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.organisation",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.contact",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical contact",
                "verbose_name_plural": "historical contacts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalHeadcount",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "wording",
                    models.CharField(
                        blank=True, help_text="Such as: over 50", max_length=100, verbose_name="the source's wording"
                    ),
                ),
                (
                    "as_at",
                    vru_portal.dates.PartialDateField(blank=True, default="", max_length=10, verbose_name="as at"),
                ),
                (
                    "counted_by",
                    models.CharField(
                        blank=True, max_length=150, verbose_name="who counted, where no publication says it"
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.network",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.source",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical headcount",
                "verbose_name_plural": "historical headcounts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIncidentHelper",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.criticalincident",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical incident helper",
                "verbose_name_plural": "historical incident helpers",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMeeting",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("place", models.CharField(blank=True, max_length=150, verbose_name="where")),
                ("agenda", models.TextField(blank=True, help_text="One item a line.")),
                ("notes", models.TextField(blank=True)),
                (
                    "guests",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="guests who are not members"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("scheduled", "Scheduled"), ("held", "Held"), ("cancelled", "Cancelled")],
                        default="scheduled",
                        max_length=10,
                    ),
                ),
                ("why_cancelled", models.CharField(blank=True, max_length=250)),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                (
                    "sequence",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="revision of the invitation"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "network",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.network",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical meeting",
                "verbose_name_plural": "historical meetings",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalMembership",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("member", "Member"),
                            ("chair", "Chair"),
                            ("deputy", "Deputy chair"),
                            ("secretary", "Secretary"),
                        ],
                        default="member",
                        max_length=10,
                    ),
                ),
                ("joined_on", models.DateField(verbose_name="joined")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left")),
                ("why_left", models.CharField(blank=True, max_length=150)),
                (
                    "network",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.network",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.organisation",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.contact",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical membership",
                "verbose_name_plural": "historical memberships",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlanPartner",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("does", models.CharField(max_length=150, verbose_name="what it does")),
                ("out_of_hours", models.BooleanField(default=False, verbose_name="can be reached out of hours")),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.responseplan",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.organisation",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.contact",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical plan partner",
                "verbose_name_plural": "historical plan partners",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlanPlace",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=150)),
                ("holds", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="how many it holds")),
                (
                    "how_to_open",
                    models.CharField(blank=True, max_length=250, verbose_name="where it is, and how it is opened"),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.responseplan",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.contact",
                        verbose_name="who opens it",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical plan place",
                "verbose_name_plural": "historical plan places",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlanRole",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Leads the response"),
                            ("communications", "Looks after communications"),
                            ("families", "Keeps in touch with families and the community"),
                            ("record", "Keeps the record"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.responseplan",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="one of the staff",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.contact",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.organisation",
                        verbose_name="an organisation",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical plan role",
                "verbose_name_plural": "historical plan roles",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalPlanSupport",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("youth_services", "Additional youth services"),
                            ("together", "Opportunities for communities to come together"),
                            ("young_people", "Targeted support for young people"),
                            ("families", "Support for families"),
                            ("groups", "Support for wider groups"),
                            ("practitioners", "Support for practitioners affected"),
                        ],
                        max_length=15,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=250)),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.responseplan",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.organisation",
                        verbose_name="given by",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical plan support",
                "verbose_name_plural": "historical plan support",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="IncidentEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="stakeholders.criticalincident",
                    ),
                ),
                ("position", models.PositiveIntegerField(editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("contacted", "Contacted"),
                            ("convened", "Network convened"),
                            ("offered", "Support offered"),
                            ("taken_up", "Support taken up"),
                            ("communication", "Communication"),
                            ("handover", "Handover"),
                            ("review", "Review"),
                            ("note", "Note"),
                            ("correction", "Correction"),
                            ("closed", "Closed"),
                            ("reopened", "Opened again"),
                        ],
                        max_length=15,
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incident_entries",
                        to="stakeholders.organisation",
                    ),
                ),
                (
                    "network",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incident_entries",
                        to="stakeholders.network",
                    ),
                ),
                (
                    "support",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("youth_services", "Additional youth services"),
                            ("together", "Opportunities for communities to come together"),
                            ("young_people", "Targeted support for young people"),
                            ("families", "Support for families"),
                            ("groups", "Support for wider groups"),
                            ("practitioners", "Support for practitioners affected"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "people",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="how many people took it up"),
                ),
                (
                    "handed_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handed over to",
                    ),
                ),
                ("next_review_at", models.DateTimeField(blank=True, null=True, verbose_name="next review")),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="stakeholders.incidententry",
                    ),
                ),
                (
                    "takes_back",
                    models.BooleanField(default=False, verbose_name="the corrected line should not be there"),
                ),
                (
                    "happened_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="when it happened"),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "made_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incident_entries",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "incident entries",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("incident", "position"), name="entries_of_an_incident_have_an_order"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", False), ("kind", "correction")),
                            models.Q(models.Q(("kind", "correction"), _negated=True), ("corrects", None)),
                            _connector="OR",
                        ),
                        name="correction_names_what_it_corrects",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("takes_back", False), ("kind", "correction"), _connector="OR"),
                        name="only_a_correction_takes_a_line_back",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="IncidentHelper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helpers",
                        to="stakeholders.criticalincident",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="helps_with_incidents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["added_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("incident", "user"),
                        name="person_is_added_once_to_an_incident",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="IncidentReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="stakeholders.criticalincident",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("on", models.DateField(default=django.utils.timezone.localdate)),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("times", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["-on", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("incident", "user", "on"), name="reading_is_one_row_a_day")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="JoinRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="join_requests",
                        to="stakeholders.network",
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("organisation_name", models.CharField(blank=True, max_length=200, verbose_name="organisation")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("telephone", models.CharField(blank=True, max_length=40)),
                ("message", models.TextField(blank=True, max_length=1000)),
                ("agreed", models.BooleanField(verbose_name="agreed that the unit keeps these details")),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["sent_at", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("agreed", True)), name="only_what_was_agreed_to_is_kept")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="stakeholders.network"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("place", models.CharField(blank=True, max_length=150, verbose_name="where")),
                ("agenda", models.TextField(blank=True, help_text="One item a line.")),
                ("notes", models.TextField(blank=True)),
                (
                    "guests",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="guests who are not members"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("scheduled", "Scheduled"), ("held", "Held"), ("cancelled", "Cancelled")],
                        default="scheduled",
                        max_length=10,
                    ),
                ),
                ("why_cancelled", models.CharField(blank=True, max_length=250)),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                (
                    "sequence",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="revision of the invitation"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="meeting_ends_after_it_starts",
                        violation_error_message="The meeting must end after it starts.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="stakeholders.network",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="stakeholders.organisation",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="stakeholders.contact",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("member", "Member"),
                            ("chair", "Chair"),
                            ("deputy", "Deputy chair"),
                            ("secretary", "Secretary"),
                        ],
                        default="member",
                        max_length=10,
                    ),
                ),
                ("joined_on", models.DateField(verbose_name="joined")),
                ("left_on", models.DateField(blank=True, null=True, verbose_name="left")),
                ("why_left", models.CharField(blank=True, max_length=150)),
            ],
            options={
                "ordering": ["joined_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("organisation__isnull", False), ("contact__isnull", False), _connector="OR"
                        ),
                        name="member_is_an_organisation_or_a_person",
                        violation_error_message="Choose an organisation, a contact, or both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("left_on", None), ("left_on__gte", models.F("joined_on")), _connector="OR"),
                        name="member_leaves_after_joining",
                        violation_error_message="The day of leaving must not be before the day of joining.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("contact__isnull", False), ("left_on", None)),
                        fields=("network", "contact"),
                        name="person_is_a_member_once_at_a_time",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PlanDebrief",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debriefs",
                        to="stakeholders.responseplan",
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_over",
                        to="stakeholders.criticalincident",
                    ),
                ),
                ("taken_over_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "taken_over_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-taken_over_at", "pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="PlanPartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="stakeholders.responseplan",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_plans",
                        to="stakeholders.organisation",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_plans",
                        to="stakeholders.contact",
                    ),
                ),
                ("does", models.CharField(max_length=150, verbose_name="what it does")),
                ("out_of_hours", models.BooleanField(default=False, verbose_name="can be reached out of hours")),
            ],
            options={
                "ordering": ["organisation__name", "pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="PlanPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="stakeholders.responseplan",
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opens",
                        to="stakeholders.contact",
                        verbose_name="who opens it",
                    ),
                ),
                ("holds", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="how many it holds")),
                (
                    "how_to_open",
                    models.CharField(blank=True, max_length=250, verbose_name="where it is, and how it is opened"),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="PlanRole",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roles",
                        to="stakeholders.responseplan",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "Leads the response"),
                            ("communications", "Looks after communications"),
                            ("families", "Keeps in touch with families and the community"),
                            ("record", "Keeps the record"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_roles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="one of the staff",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_roles",
                        to="stakeholders.contact",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_roles",
                        to="stakeholders.organisation",
                        verbose_name="an organisation",
                    ),
                ),
                ("telephone", models.CharField(blank=True, max_length=40, verbose_name="number to ring")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("contact", None), ("organisation", None), ("user__isnull", False)),
                            models.Q(("contact__isnull", False), ("organisation", None), ("user", None)),
                            models.Q(("contact", None), ("organisation__isnull", False), ("user", None)),
                            _connector="OR",
                        ),
                        name="role_is_held_by_one",
                        violation_error_message="Choose one of the staff, a contact or an organisation.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="PlanSupport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="support",
                        to="stakeholders.responseplan",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("youth_services", "Additional youth services"),
                            ("together", "Opportunities for communities to come together"),
                            ("young_people", "Targeted support for young people"),
                            ("families", "Support for families"),
                            ("groups", "Support for wider groups"),
                            ("practitioners", "Support for practitioners affected"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supports",
                        to="stakeholders.organisation",
                        verbose_name="given by",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=250)),
            ],
            options={
                "verbose_name_plural": "plan support",
                "ordering": ["kind", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("organisation__isnull", False), models.Q(("detail", ""), _negated=True), _connector="OR"
                        ),
                        name="support_says_by_whom_or_what",
                        violation_error_message="Choose who gives it, or enter what it is.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AgreedAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="actions", to="stakeholders.meeting"
                    ),
                ),
                ("text", models.CharField(max_length=250, verbose_name="what is to be done")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed_actions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="stakeholders.membership",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="by when")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done")),
                ("dropped_on", models.DateField(blank=True, null=True, verbose_name="dropped")),
                ("outcome", models.CharField(blank=True, max_length=250, verbose_name="what became of it")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("owner", None), ("member", None), _connector="XOR"),
                        name="action_has_one_owner",
                        violation_error_message="Choose who does it: one of the staff, or a member.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("done_on", None), ("dropped_on", None), _connector="OR"),
                        name="action_is_done_or_dropped",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="stakeholders.meeting",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="stakeholders.membership",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("came", "Came"), ("apologies", "Sent apologies")], default="came", max_length=10
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("meeting", "membership"), name="member_is_ticked_once_a_meeting")
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAgreedAction",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("text", models.CharField(max_length=250, verbose_name="what is to be done")),
                ("due_on", models.DateField(verbose_name="by when")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="done")),
                ("dropped_on", models.DateField(blank=True, null=True, verbose_name="dropped")),
                ("outcome", models.CharField(blank=True, max_length=250, verbose_name="what became of it")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.meeting",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.membership",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical agreed action",
                "verbose_name_plural": "historical agreed actions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAttendance",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("came", "Came"), ("apologies", "Sent apologies")], default="came", max_length=10
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.meeting",
                    ),
                ),
                (
                    "membership",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="stakeholders.membership",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical attendance",
                "verbose_name_plural": "historical attendances",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="duty",
            field=models.CharField(
                blank=True,
                choices=[
                    ("police", "Police"),
                    ("fire", "Fire and rescue"),
                    ("icb", "Integrated care board"),
                    ("council", "Local authority"),
                    ("yot", "Youth offending team"),
                    ("probation", "Probation"),
                ],
                help_text="Which body with the Serious Violence Duty it is, if any.",
                max_length=10,
                verbose_name="specified authority",
            ),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="stakeholders.organisation",
            ),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="sector",
            field=models.CharField(
                blank=True,
                choices=[
                    ("police", "Police"),
                    ("council", "Council"),
                    ("health", "Health"),
                    ("education", "Education"),
                    ("youth_justice", "Youth justice"),
                    ("probation", "Probation"),
                    ("fire", "Fire and rescue"),
                    ("housing", "Housing"),
                    ("voluntary", "Voluntary and community"),
                    ("faith", "Faith"),
                    ("business", "Business"),
                    ("sport", "Sport"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="services",
            field=models.TextField(blank=True, help_text="One service a line.", verbose_name="services offered"),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="historicalorganisation",
            name="website",
            field=models.URLField(blank=True),
        ),
        migrations.AddField(
            model_name="organisation",
            name="covers",
            field=models.ManyToManyField(
                blank=True,
                related_name="organisations",
                to="pilots.localauthority",
                verbose_name="local authorities covered",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="duty",
            field=models.CharField(
                blank=True,
                choices=[
                    ("police", "Police"),
                    ("fire", "Fire and rescue"),
                    ("icb", "Integrated care board"),
                    ("council", "Local authority"),
                    ("yot", "Youth offending team"),
                    ("probation", "Probation"),
                ],
                help_text="Which body with the Serious Violence Duty it is, if any.",
                max_length=10,
                verbose_name="specified authority",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="stakeholders.organisation",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="sector",
            field=models.CharField(
                blank=True,
                choices=[
                    ("police", "Police"),
                    ("council", "Council"),
                    ("health", "Health"),
                    ("education", "Education"),
                    ("youth_justice", "Youth justice"),
                    ("probation", "Probation"),
                    ("fire", "Fire and rescue"),
                    ("housing", "Housing"),
                    ("voluntary", "Voluntary and community"),
                    ("faith", "Faith"),
                    ("business", "Business"),
                    ("sport", "Sport"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="services",
            field=models.TextField(blank=True, help_text="One service a line.", verbose_name="services offered"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False),
        ),
        migrations.AddField(
            model_name="organisation",
            name="website",
            field=models.URLField(blank=True),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                ),
                name="organisation_is_not_merged_into_itself",
            ),
        ),
    ]
