import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import vru_portal.dates


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0002_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EducationSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="education_settings",
                        to="pilots.localauthority",
                    ),
                ),
                ("name", models.CharField(max_length=150)),
                (
                    "phase",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nursery", "Nursery"),
                            ("primary", "Primary"),
                            ("secondary", "Secondary"),
                            ("all_through", "All-through"),
                            ("special", "Special"),
                            ("alternative", "Alternative provision"),
                            ("college", "16 plus and further education"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "urn",
                    models.CharField(
                        blank=True,
                        help_text="The unique reference number in the Department for Education’s register: six digits.",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{6}$", "Enter the URN as six digits, like 123456"
                            )
                        ],
                        verbose_name="URN",
                    ),
                ),
                (
                    "engaged_since",
                    vru_portal.dates.PartialDateField(
                        blank=True, default="", help_text="Since when the unit has worked with it.", max_length=10
                    ),
                ),
                ("engaged_until", vru_portal.dates.PartialDateField(blank=True, default="", max_length=10)),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived")),
            ],
            options={
                "verbose_name": "school or college",
                "verbose_name_plural": "schools and colleges",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("authority", "name"), name="school_is_listed_once_an_authority"),
                    models.UniqueConstraint(
                        condition=models.Q(("urn", ""), _negated=True), fields=("urn",), name="urn_is_used_once"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Factor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("risk", "Risk factor"), ("protective", "Protective factor")], max_length=10
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("individual", "Individual"),
                            ("family", "Family"),
                            ("school", "School"),
                            ("peers", "Peers"),
                            ("community", "Community"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived")),
            ],
            options={
                "verbose_name": "risk or protective factor",
                "verbose_name_plural": "risk and protective factors",
                "ordering": ["name"],
                "constraints": [models.UniqueConstraint(fields=("kind", "name"), name="factor_is_listed_once_a_kind")],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalEducationSetting",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(max_length=150)),
                (
                    "phase",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nursery", "Nursery"),
                            ("primary", "Primary"),
                            ("secondary", "Secondary"),
                            ("all_through", "All-through"),
                            ("special", "Special"),
                            ("alternative", "Alternative provision"),
                            ("college", "16 plus and further education"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "urn",
                    models.CharField(
                        blank=True,
                        help_text="The unique reference number in the Department for Education’s register: six digits.",
                        max_length=6,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9]{6}$", "Enter the URN as six digits, like 123456"
                            )
                        ],
                        verbose_name="URN",
                    ),
                ),
                (
                    "engaged_since",
                    vru_portal.dates.PartialDateField(
                        blank=True, default="", help_text="Since when the unit has worked with it.", max_length=10
                    ),
                ),
                ("engaged_until", vru_portal.dates.PartialDateField(blank=True, default="", max_length=10)),
                ("archived_at", models.DateTimeField(blank=True, null=True, verbose_name="archived")),
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
                "verbose_name": "historical school or college",
                "verbose_name_plural": "historical schools and colleges",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalFactor",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("risk", "Risk factor"), ("protective", "Protective factor")], max_length=10
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("individual", "Individual"),
                            ("family", "Family"),
                            ("school", "School"),
                            ("peers", "Peers"),
                            ("community", "Community"),
                        ],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
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
                "verbose_name": "historical risk or protective factor",
                "verbose_name_plural": "historical risk and protective factors",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTheoryOfChange",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "note",
                    models.TextField(blank=True, help_text="Where it comes from, and what is still to be agreed."),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
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
                "verbose_name": "historical theory of change",
                "verbose_name_plural": "historical theories of change",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TheoryOfChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "pilot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="theory", to="pilots.pilot"
                    ),
                ),
                (
                    "note",
                    models.TextField(blank=True, help_text="Where it comes from, and what is still to be agreed."),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="theories",
                        to="pilots.source",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("factors", models.ManyToManyField(blank=True, related_name="theories", to="pilots.factor")),
            ],
            options={
                "verbose_name": "theory of change",
                "verbose_name_plural": "theories of change",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTheoryOfChange_factors",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "theoryofchange",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.theoryofchange",
                    ),
                ),
                (
                    "factor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_tablespace="",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.factor",
                    ),
                ),
                (
                    "history",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="pilots.historicaltheoryofchange",
                    ),
                ),
                ("m2m_history_id", models.AutoField(primary_key=True, serialize=False)),
            ],
            options={
                "verbose_name": "HistoricalTheoryOfChange_factors",
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalTheoryStep",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("key", models.SlugField(blank=True, editable=False, help_text="Its name in the region file.")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("context", "Context"),
                            ("input", "Inputs"),
                            ("activity", "Activities"),
                            ("output", "Outputs"),
                            ("short", "Short-term outcomes"),
                            ("medium", "Medium-term outcomes"),
                            ("long", "Long-term outcomes"),
                            ("impact", "Impact"),
                        ],
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, help_text="Its place within its stage.")),
                ("text", models.CharField(max_length=250)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
                (
                    "theory",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.theoryofchange",
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
                "verbose_name": "historical step of a theory of change",
                "verbose_name_plural": "historical steps of theories of change",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TheoryStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "theory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="pilots.theoryofchange"
                    ),
                ),
                ("key", models.SlugField(blank=True, editable=False, help_text="Its name in the region file.")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("context", "Context"),
                            ("input", "Inputs"),
                            ("activity", "Activities"),
                            ("output", "Outputs"),
                            ("short", "Short-term outcomes"),
                            ("medium", "Medium-term outcomes"),
                            ("long", "Long-term outcomes"),
                            ("impact", "Impact"),
                        ],
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, help_text="Its place within its stage.")),
                ("text", models.CharField(max_length=250)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="withdrawn")),
            ],
            options={
                "verbose_name": "step of a theory of change",
                "verbose_name_plural": "steps of theories of change",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("key", ""), _negated=True),
                        fields=("theory", "key"),
                        name="step_is_loaded_once_a_theory",
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalTheoryLink",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("assumption", models.CharField(blank=True, max_length=250)),
                (
                    "start",
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
                    "end",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.theorystep",
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
                "verbose_name": "historical link of a theory of change",
                "verbose_name_plural": "historical links of theories of change",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TheoryLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "start",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_on", to="pilots.theorystep"
                    ),
                ),
                (
                    "end",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_back", to="pilots.theorystep"
                    ),
                ),
                ("assumption", models.CharField(blank=True, max_length=250)),
            ],
            options={
                "verbose_name": "link of a theory of change",
                "verbose_name_plural": "links of theories of change",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("start", "end"), name="steps_are_linked_once"),
                    models.CheckConstraint(
                        condition=models.Q(("start", models.F("end")), _negated=True),
                        name="step_does_not_lead_to_itself",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.AddField(
            model_name="theorystep",
            name="leads_to",
            field=models.ManyToManyField(
                related_name="follows_from", through="pilots.TheoryLink", to="pilots.theorystep"
            ),
        ),
        migrations.AddField(
            model_name="historicalsite",
            name="school",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pilots.educationsetting",
                verbose_name="school or college",
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="school",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sites",
                to="pilots.educationsetting",
                verbose_name="school or college",
            ),
        ),
    ]
