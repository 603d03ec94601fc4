import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import interventions.models.measure
import vru_portal.dates


class Migration(migrations.Migration):
    dependencies = [
        ("interventions", "0002_initial"),
        ("pilots", "0003_theory_schools_and_outcomes"),
        ("stakeholders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalOutcomeMeasure",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("slug", models.SlugField()),
                ("name", models.CharField(max_length=150)),
                ("short_name", models.CharField(blank=True, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("scale", "Scale"), ("proportion", "Proportion"), ("count", "Service use")],
                        max_length=10,
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="what it measures")),
                ("items", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of questions")),
                (
                    "lowest",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="lowest score"
                    ),
                ),
                (
                    "highest",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="highest score"
                    ),
                ),
                (
                    "whole_numbers",
                    models.BooleanField(default=True, verbose_name="scores are whole numbers before any conversion"),
                ),
                ("higher_is_better", models.BooleanField(default=True)),
                ("scoring", models.TextField(blank=True)),
                (
                    "conversion",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        validators=[interventions.models.measure.check_conversion],
                        verbose_name="conversion of raw scores",
                    ),
                ),
                (
                    "meaningful_change",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="smallest meaningful change"
                    ),
                ),
                (
                    "meaningful_change_note",
                    models.CharField(blank=True, max_length=250, verbose_name="where that comes from"),
                ),
                ("bands", models.TextField(blank=True, help_text="One a line.", verbose_name="bands and thresholds")),
                (
                    "permission",
                    models.CharField(
                        blank=True,
                        help_text="Empty where none is needed.",
                        max_length=250,
                        verbose_name="whose permission is needed",
                    ),
                ),
                ("source", models.CharField(max_length=250)),
                (
                    "read_on",
                    vru_portal.dates.PartialDateField(
                        blank=True, default="", max_length=10, verbose_name="date the source was read"
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived")),
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
                "verbose_name": "historical outcome measure",
                "verbose_name_plural": "historical outcome measures",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="OutcomeMeasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=150)),
                ("short_name", models.CharField(blank=True, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[("scale", "Scale"), ("proportion", "Proportion"), ("count", "Service use")],
                        max_length=10,
                    ),
                ),
                ("description", models.TextField(blank=True, verbose_name="what it measures")),
                ("items", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of questions")),
                (
                    "lowest",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="lowest score"
                    ),
                ),
                (
                    "highest",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=8, null=True, verbose_name="highest score"
                    ),
                ),
                (
                    "whole_numbers",
                    models.BooleanField(default=True, verbose_name="scores are whole numbers before any conversion"),
                ),
                ("higher_is_better", models.BooleanField(default=True)),
                ("scoring", models.TextField(blank=True)),
                (
                    "conversion",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        validators=[interventions.models.measure.check_conversion],
                        verbose_name="conversion of raw scores",
                    ),
                ),
                (
                    "meaningful_change",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=6, null=True, verbose_name="smallest meaningful change"
                    ),
                ),
                (
                    "meaningful_change_note",
                    models.CharField(blank=True, max_length=250, verbose_name="where that comes from"),
                ),
                ("bands", models.TextField(blank=True, help_text="One a line.", verbose_name="bands and thresholds")),
                (
                    "permission",
                    models.CharField(
                        blank=True,
                        help_text="Empty where none is needed.",
                        max_length=250,
                        verbose_name="whose permission is needed",
                    ),
                ),
                ("source", models.CharField(max_length=250)),
                (
                    "read_on",
                    vru_portal.dates.PartialDateField(
                        blank=True, default="", max_length=10, verbose_name="date the source was read"
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived")),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "scale"), _negated=True),
                            ("lowest__lt", models.F("highest")),
                            _connector="OR",
                        ),
                        name="scale_has_a_range",
                        violation_error_message="Enter the lowest and the highest score of the scale.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("meaningful_change", None), ("meaningful_change__gt", 0), _connector="OR"),
                        name="meaningful_change_is_above_zero",
                        violation_error_message="The smallest meaningful change must be more than 0.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalInterventionType",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("slug", models.SlugField()),
                ("name", models.CharField(max_length=100)),
                ("description", models.TextField(blank=True)),
                (
                    "prevention_level",
                    models.CharField(
                        blank=True,
                        choices=[("universal", "Universal"), ("targeted", "Targeted"), ("indicated", "Indicated")],
                        max_length=10,
                    ),
                ),
                ("is_training", models.BooleanField(default=False, verbose_name="training course")),
                ("target_groups", models.CharField(blank=True, max_length=250)),
                (
                    "usual_dose",
                    models.CharField(blank=True, help_text="How often, how long, over which time.", max_length=250),
                ),
                ("languages", models.CharField(blank=True, max_length=150)),
                ("materials", models.TextField(blank=True, help_text="Where materials can be found, one a line.")),
                (
                    "impact",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("high", "High"),
                            ("moderate", "Moderate"),
                            ("low", "Low"),
                            ("none", "No effect"),
                            ("harmful", "Harmful"),
                            ("insufficient", "Insufficient evidence"),
                        ],
                        max_length=12,
                        verbose_name="impact on violent crime",
                    ),
                ),
                (
                    "evidence_quality",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="From 0 to 5.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(5)],
                    ),
                ),
                (
                    "cost",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="From 1 to 3.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3),
                        ],
                    ),
                ),
                ("evidence", models.TextField(blank=True, verbose_name="what the evidence says")),
                ("evidence_source", models.CharField(blank=True, max_length=250, verbose_name="source of the rating")),
                (
                    "evidence_read_on",
                    vru_portal.dates.PartialDateField(
                        blank=True, default="", max_length=10, verbose_name="date the source was read"
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived")),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.region",
                    ),
                ),
                (
                    "suggested_measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.outcomemeasure",
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
                "verbose_name": "historical intervention type",
                "verbose_name_plural": "historical intervention types",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="InterventionType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intervention_types",
                        to="pilots.region",
                    ),
                ),
                ("slug", models.SlugField()),
                ("name", models.CharField(max_length=100)),
                ("description", models.TextField(blank=True)),
                (
                    "prevention_level",
                    models.CharField(
                        blank=True,
                        choices=[("universal", "Universal"), ("targeted", "Targeted"), ("indicated", "Indicated")],
                        max_length=10,
                    ),
                ),
                ("is_training", models.BooleanField(default=False, verbose_name="training course")),
                ("target_groups", models.CharField(blank=True, max_length=250)),
                (
                    "usual_dose",
                    models.CharField(blank=True, help_text="How often, how long, over which time.", max_length=250),
                ),
                ("languages", models.CharField(blank=True, max_length=150)),
                ("materials", models.TextField(blank=True, help_text="Where materials can be found, one a line.")),
                (
                    "impact",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("high", "High"),
                            ("moderate", "Moderate"),
                            ("low", "Low"),
                            ("none", "No effect"),
                            ("harmful", "Harmful"),
                            ("insufficient", "Insufficient evidence"),
                        ],
                        max_length=12,
                        verbose_name="impact on violent crime",
                    ),
                ),
                (
                    "evidence_quality",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="From 0 to 5.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(5)],
                    ),
                ),
                (
                    "cost",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="From 1 to 3.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(3),
                        ],
                    ),
                ),
                ("evidence", models.TextField(blank=True, verbose_name="what the evidence says")),
                ("evidence_source", models.CharField(blank=True, max_length=250, verbose_name="source of the rating")),
                (
                    "evidence_read_on",
                    vru_portal.dates.PartialDateField(
                        blank=True, default="", max_length=10, verbose_name="date the source was read"
                    ),
                ),
                (
                    "suggested_measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggested_for",
                        to="interventions.outcomemeasure",
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived")),
                ("themes", models.ManyToManyField(blank=True, related_name="intervention_types", to="pilots.theme")),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("region", "slug"), name="type_is_listed_once_a_region"),
                    models.UniqueConstraint(fields=("region", "name"), name="type_has_a_name_of_its_own"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cost", None), ("evidence", ""), ("evidence_quality", None), ("impact", "")),
                            models.Q(
                                models.Q(("evidence_source", ""), _negated=True),
                                models.Q(("evidence_read_on", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="rating_has_a_source_and_a_date",
                        violation_error_message="Enter the source of the rating and the date it was read.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalInterventionType_themes",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "interventiontype",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.interventiontype",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.theme",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="interventions.historicalinterventiontype",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalInterventionType_themes",
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Intervention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interventions",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="interventions", to="pilots.pilot"
                    ),
                ),
                ("key", models.SlugField(blank=True, editable=False, help_text="Its name in the region file.")),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interventions",
                        to="interventions.interventiontype",
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                ("description", models.TextField(blank=True)),
                (
                    "school_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("whole_school", "Whole school"),
                            ("large_group", "Large group"),
                            ("small_group", "Small group"),
                            ("one_to_one", "One to one"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provides",
                        to="stakeholders.organisation",
                    ),
                ),
                (
                    "funder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funds",
                        to="stakeholders.organisation",
                    ),
                ),
                (
                    "funding",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount of funding in pounds",
                    ),
                ),
                ("funded_from", models.DateField(blank=True, null=True)),
                ("funded_until", models.DateField(blank=True, null=True)),
                (
                    "audience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interventions",
                        to="interventions.audiencegroup",
                    ),
                ),
                ("target_group", models.CharField(blank=True, max_length=250)),
                ("planned_dose", models.CharField(blank=True, max_length=250)),
                (
                    "planned_reach",
                    models.PositiveIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000)]
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=60)),
                (
                    "referral",
                    models.CharField(
                        blank=True,
                        choices=[("none", "No referral needed"), ("needed", "Referral needed")],
                        max_length=6,
                    ),
                ),
                ("how_to_refer", models.TextField(blank=True)),
                (
                    "youngest",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(120)]
                    ),
                ),
                (
                    "oldest",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(120)]
                    ),
                ),
                (
                    "starts_on",
                    vru_portal.dates.PartialDateField(blank=True, default="", max_length=10, verbose_name="started"),
                ),
                (
                    "ends_on",
                    vru_portal.dates.PartialDateField(blank=True, default="", max_length=10, verbose_name="ended"),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("planned", "Planned"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped early"),
                        ],
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "like",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_up_as",
                        to="interventions.intervention",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interventions",
                        to="pilots.source",
                    ),
                ),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("localities", models.ManyToManyField(blank=True, related_name="interventions", to="pilots.locality")),
                (
                    "schools",
                    models.ManyToManyField(blank=True, related_name="interventions", to="pilots.educationsetting"),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("pilot", "key"),
                        name="intervention_is_loaded_once_a_pilot",
                        violation_error_message="This pilot has an intervention of this key already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("youngest", None), ("oldest", None), ("oldest__gte", models.F("youngest")), _connector="OR"
                        ),
                        name="oldest_age_is_not_below_the_youngest",
                        violation_error_message="The oldest age must be the same as or above the youngest.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("funded_from", None),
                            ("funded_until", None),
                            ("funded_until__gte", models.F("funded_from")),
                            _connector="OR",
                        ),
                        name="funding_ends_after_it_starts",
                        violation_error_message="The funding must end on or after the day it starts.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="AnticipatedOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anticipated_outcomes",
                        to="pilots.pilot",
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anticipated_outcomes",
                        to="interventions.intervention",
                    ),
                ),
                ("statement", models.CharField(max_length=250, verbose_name="what will change")),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anticipated_outcomes",
                        to="interventions.outcomemeasure",
                    ),
                ),
                ("measured_by", models.CharField(blank=True, max_length=250, verbose_name="how it is measured")),
                ("baseline", models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ("baseline_on", models.DateField(blank=True, null=True, verbose_name="date of the baseline")),
                ("target", models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="anticipated_outcomes",
                        to="pilots.source",
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("target", None), ("measure__isnull", False), _connector="OR"),
                        name="target_has_a_measure",
                        violation_error_message="Choose the measure that the target is on.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("baseline_on", None),
                            ("due_on", None),
                            ("due_on__gt", models.F("baseline_on")),
                            _connector="OR",
                        ),
                        name="target_is_due_after_the_baseline",
                        violation_error_message="The target must be due after the date of the baseline.",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalAnticipatedOutcome",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("statement", models.CharField(max_length=250, verbose_name="what will change")),
                ("measured_by", models.CharField(blank=True, max_length=250, verbose_name="how it is measured")),
                ("baseline", models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ("baseline_on", models.DateField(blank=True, null=True, verbose_name="date of the baseline")),
                ("target", models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="by when")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
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
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.intervention",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.outcomemeasure",
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
                "verbose_name": "historical anticipated outcome",
                "verbose_name_plural": "historical anticipated outcomes",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIntervention",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("key", models.SlugField(blank=True, editable=False, help_text="Its name in the region file.")),
                ("name", models.CharField(max_length=150)),
                ("description", models.TextField(blank=True)),
                (
                    "school_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("whole_school", "Whole school"),
                            ("large_group", "Large group"),
                            ("small_group", "Small group"),
                            ("one_to_one", "One to one"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "funding",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="amount of funding in pounds",
                    ),
                ),
                ("funded_from", models.DateField(blank=True, null=True)),
                ("funded_until", models.DateField(blank=True, null=True)),
                ("target_group", models.CharField(blank=True, max_length=250)),
                ("planned_dose", models.CharField(blank=True, max_length=250)),
                (
                    "planned_reach",
                    models.PositiveIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(1000000)]
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=60)),
                (
                    "referral",
                    models.CharField(
                        blank=True,
                        choices=[("none", "No referral needed"), ("needed", "Referral needed")],
                        max_length=6,
                    ),
                ),
                ("how_to_refer", models.TextField(blank=True)),
                (
                    "youngest",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(120)]
                    ),
                ),
                (
                    "oldest",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, validators=[django.core.validators.MaxValueValidator(120)]
                    ),
                ),
                (
                    "starts_on",
                    vru_portal.dates.PartialDateField(blank=True, default="", max_length=10, verbose_name="started"),
                ),
                (
                    "ends_on",
                    vru_portal.dates.PartialDateField(blank=True, default="", max_length=10, verbose_name="ended"),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("planned", "Planned"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped early"),
                        ],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
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
                    "type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.interventiontype",
                    ),
                ),
                (
                    "provider",
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
                    "funder",
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
                    "audience",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.audiencegroup",
                    ),
                ),
                (
                    "like",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.intervention",
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
                "verbose_name": "historical intervention",
                "verbose_name_plural": "historical interventions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInterventionPhase",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped early"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", vru_portal.dates.PartialDateField(blank=True, default="", max_length=10)),
                ("until", vru_portal.dates.PartialDateField(blank=True, default="", max_length=10)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.intervention",
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
                "verbose_name": "historical phase of an intervention",
                "verbose_name_plural": "historical phases of interventions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStepMeasure",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "step",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.theorystep",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.activitykind",
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.audiencegroup",
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.intervention",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.outcomemeasure",
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
                "verbose_name": "historical measure of a step",
                "verbose_name_plural": "historical measures of steps",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="InterventionPhase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "intervention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="phases",
                        to="interventions.intervention",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("running", "Running"),
                            ("paused", "Paused"),
                            ("completed", "Completed"),
                            ("stopped", "Stopped early"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", vru_portal.dates.PartialDateField(blank=True, default="", max_length=10)),
                ("until", vru_portal.dates.PartialDateField(blank=True, default="", max_length=10)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="intervention_phases",
                        to="pilots.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "phase of an intervention",
                "verbose_name_plural": "phases of interventions",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("intervention", "position"), name="phases_of_an_intervention_have_an_order"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="StepMeasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="measures", to="pilots.theorystep"
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measured_steps",
                        to="interventions.activitykind",
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measured_steps",
                        to="interventions.audiencegroup",
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measured_steps",
                        to="interventions.intervention",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measured_steps",
                        to="interventions.outcomemeasure",
                    ),
                ),
            ],
            options={
                "verbose_name": "measure of a step",
                "verbose_name_plural": "measures of steps",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("audience", None), ("intervention", None), ("kind", None), ("measure__isnull", False)
                            ),
                            models.Q(
                                ("audience", None), ("intervention__isnull", False), ("kind", None), ("measure", None)
                            ),
                            models.Q(
                                ("intervention", None),
                                ("measure", None),
                                models.Q(("kind__isnull", False), ("audience__isnull", False), _connector="OR"),
                            ),
                            _connector="OR",
                        ),
                        name="step_is_measured_by_activity_or_by_an_outcome",
                        violation_error_message="Choose a kind of activity, an audience or both; or an intervention; or an outcome measure.",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalIntervention_localities",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.intervention",
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.locality",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="interventions.historicalintervention",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalIntervention_localities",
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalIntervention_schools",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.intervention",
                    ),
                ),
                (
                    "educationsetting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.educationsetting",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="interventions.historicalintervention",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalIntervention_schools",
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOutcomeRecord",
            fields=[
                ("id", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("what_is_counted", models.CharField(blank=True, max_length=150)),
                ("group_label", models.CharField(max_length=150, verbose_name="group")),
                ("starts_on", models.DateField(verbose_name="first day of the period")),
                ("ends_on", models.DateField(verbose_name="last day of the period")),
                ("started", models.PositiveIntegerField(verbose_name="how many started")),
                ("measured_before", models.PositiveIntegerField(blank=True, null=True)),
                ("measured_after", models.PositiveIntegerField(blank=True, null=True)),
                ("measured_both", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "is_paired",
                    models.BooleanField(
                        default=False, verbose_name="the means are those of the people measured both times"
                    ),
                ),
                ("mean_before", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("sd_before", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("mean_after", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("sd_after", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("mean_change", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("sd_change", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("meaningfully_better", models.PositiveIntegerField(blank=True, null=True)),
                ("number_before", models.PositiveIntegerField(blank=True, null=True)),
                ("number_after", models.PositiveIntegerField(blank=True, null=True)),
                ("histogram", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "way",
                    models.CharField(
                        choices=[("typed", "Summary typed in"), ("sheet", "Worked out from a sheet of paired scores")],
                        default="typed",
                        editable=False,
                        max_length=5,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=250, verbose_name="where the figures come from")),
                ("quality_notes", models.TextField(blank=True, verbose_name="what to know about their quality")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
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
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.intervention",
                    ),
                ),
                (
                    "anticipated",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.anticipatedoutcome",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.outcomemeasure",
                    ),
                ),
                (
                    "author",
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
                "verbose_name": "historical outcome record",
                "verbose_name_plural": "historical outcome records",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="OutcomeRecord",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "authority",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_records",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outcome_records", to="pilots.pilot"
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_records",
                        to="interventions.intervention",
                    ),
                ),
                (
                    "anticipated",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_records",
                        to="interventions.anticipatedoutcome",
                    ),
                ),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_records",
                        to="interventions.outcomemeasure",
                    ),
                ),
                ("what_is_counted", models.CharField(blank=True, max_length=150)),
                ("group_label", models.CharField(max_length=150, verbose_name="group")),
                ("starts_on", models.DateField(verbose_name="first day of the period")),
                ("ends_on", models.DateField(verbose_name="last day of the period")),
                ("started", models.PositiveIntegerField(verbose_name="how many started")),
                ("measured_before", models.PositiveIntegerField(blank=True, null=True)),
                ("measured_after", models.PositiveIntegerField(blank=True, null=True)),
                ("measured_both", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "is_paired",
                    models.BooleanField(
                        default=False, verbose_name="the means are those of the people measured both times"
                    ),
                ),
                ("mean_before", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("sd_before", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("mean_after", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("sd_after", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("mean_change", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("sd_change", models.DecimalField(blank=True, decimal_places=4, max_digits=10, null=True)),
                ("meaningfully_better", models.PositiveIntegerField(blank=True, null=True)),
                ("number_before", models.PositiveIntegerField(blank=True, null=True)),
                ("number_after", models.PositiveIntegerField(blank=True, null=True)),
                ("histogram", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "way",
                    models.CharField(
                        choices=[("typed", "Summary typed in"), ("sheet", "Worked out from a sheet of paired scores")],
                        default="typed",
                        editable=False,
                        max_length=5,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=250, verbose_name="where the figures come from")),
                ("quality_notes", models.TextField(blank=True, verbose_name="what to know about their quality")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("draft", "Draft"),
                            ("submitted", "Submitted"),
                            ("returned", "Returned"),
                            ("approved", "Approved"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcome_records",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("submitted_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["-ends_on", "-pk"],
                "indexes": [
                    models.Index(fields=["authority", "-ends_on", "-id"], name="outcome_by_authority"),
                    models.Index(fields=["pilot", "-ends_on", "-id"], name="outcome_by_pilot"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="outcome_period_ends_after_it_starts",
                        violation_error_message="The last day of the period must be the same as or after the first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("started__gte", 2)),
                        name="outcome_is_about_a_group",
                        violation_error_message="A group of one is a person: the portal keeps no record about one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("measured_before", None),
                                ("measured_before__lte", models.F("started")),
                                _connector="OR",
                            ),
                            models.Q(
                                ("measured_after", None), ("measured_after__lte", models.F("started")), _connector="OR"
                            ),
                        ),
                        name="no_more_are_measured_than_started",
                        violation_error_message="No more people can be measured than started.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("measured_both", None),
                            models.Q(
                                ("measured_both__lte", models.F("measured_before")),
                                ("measured_both__lte", models.F("measured_after")),
                            ),
                            _connector="OR",
                        ),
                        name="measured_both_times_is_within_each",
                        violation_error_message="No more people can be measured both times than before, or than after.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_paired", False), ("measured_both__gte", 2), _connector="OR"),
                        name="paired_means_have_two_people",
                        violation_error_message="Enter how many people were measured both times: two or more.",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            model_name="activity",
            name="intervention_name",
            field=models.CharField(
                blank=True,
                help_text="Of an entry that no intervention was chosen for.",
                max_length=150,
                verbose_name="intervention as it was typed",
            ),
        ),
        migrations.AlterField(
            model_name="historicalactivity",
            name="intervention_name",
            field=models.CharField(
                blank=True,
                help_text="Of an entry that no intervention was chosen for.",
                max_length=150,
                verbose_name="intervention as it was typed",
            ),
        ),
        migrations.AlterField(
            model_name="reviewstep",
            name="activity",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="interventions.activity",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="intervention",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activities",
                to="interventions.intervention",
            ),
        ),
        migrations.AddField(
            model_name="historicalactivity",
            name="intervention",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="interventions.intervention",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("intervention__isnull", False)),
                fields=["intervention", "-starts_on", "-id"],
                name="activity_by_intervention",
            ),
        ),
        migrations.AddField(
            model_name="reviewstep",
            name="outcome",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="steps",
                to="interventions.outcomerecord",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("activity__isnull", False), ("outcome", None)),
                    models.Q(("activity", None), ("outcome__isnull", False)),
                    _connector="OR",
                ),
                name="review_step_is_about_one_thing",
            ),
        ),
    ]
