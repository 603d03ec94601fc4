import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("interventions", "0005_dashboards_and_bulletins"),
        ("pilots", "0004_dashboards_and_bulletins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bulletins", to="pilots.region"
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletins",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletins",
                        to="pilots.locality",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day of the quarter")),
                ("edition", models.PositiveSmallIntegerField(default=1)),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="reporting.bulletin",
                    ),
                ),
                ("correction_note", models.CharField(blank=True, max_length=500, verbose_name="what was corrected")),
                ("title", models.CharField(max_length=150)),
                ("introduction", models.TextField(blank=True, max_length=2000)),
                ("content", models.JSONField(editable=False, null=True)),
                ("pdf", models.FileField(blank=True, editable=False, upload_to="bulletins")),
                ("word", models.FileField(blank=True, editable=False, upload_to="bulletins")),
                (
                    "drawn_up_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("drawn_up_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
            ],
            options={
                "ordering": ["-starts_on", "-edition", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("locality", None), ("authority__isnull", False), _connector="OR"),
                        name="locality_bulletin_has_its_authority",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("published_at", None), ("content__isnull", False), _connector="OR"),
                        name="published_bulletin_has_its_content",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects", None), ("edition", 1)),
                            models.Q(
                                ("corrects__isnull", False),
                                ("edition__gt", 1),
                                models.Q(("correction_note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="correction_says_what_it_corrects",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("authority", None)),
                        fields=("region", "starts_on", "edition"),
                        name="region_has_one_bulletin_a_quarter",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("authority__isnull", False), ("locality", None)),
                        fields=("authority", "starts_on", "edition"),
                        name="authority_has_one_bulletin_a_quarter",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("locality__isnull", False)),
                        fields=("locality", "starts_on", "edition"),
                        name="locality_has_one_bulletin_a_quarter",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="FrozenFigures",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen_figures",
                        to="pilots.localauthority",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day of the quarter")),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                ("reason", models.CharField(blank=True, max_length=250, verbose_name="why the figures were revised")),
                ("figures", models.JSONField()),
                (
                    "frozen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("frozen_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name_plural": "frozen figures",
                "ordering": ["authority", "-starts_on", "-revision"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "starts_on", "revision"), name="revision_of_a_quarter_is_frozen_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("revision", 1), models.Q(("reason", ""), _negated=True), _connector="OR"),
                        name="revision_has_a_reason",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="releases", to="pilots.region"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("bulletin", "Bulletin"), ("export", "Export for sharing")], max_length=10
                    ),
                ),
                ("cells", models.JSONField()),
                ("totals", models.JSONField(default=list)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["made_at", "pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBulletin",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="first day of the quarter")),
                ("edition", models.PositiveSmallIntegerField(default=1)),
                ("correction_note", models.CharField(blank=True, max_length=500, verbose_name="what was corrected")),
                ("title", models.CharField(max_length=150)),
                ("introduction", models.TextField(blank=True, max_length=2000)),
                ("pdf", models.TextField(blank=True, editable=False, max_length=100)),
                ("word", models.TextField(blank=True, editable=False, max_length=100)),
                ("drawn_up_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("is_demonstration", models.BooleanField(default=False, editable=False)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
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
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reporting.bulletin",
                    ),
                ),
                (
                    "drawn_up_by",
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
                    "published_by",
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
                "verbose_name": "historical bulletin",
                "verbose_name_plural": "historical bulletins",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSection",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_included", models.BooleanField(default=True, verbose_name="goes into the bulletin")),
                ("opening", models.TextField(blank=True, max_length=500, verbose_name="opening line")),
                (
                    "together",
                    models.TextField(blank=True, max_length=1500, verbose_name="when communities came together"),
                ),
                (
                    "to_come",
                    models.TextField(
                        blank=True, max_length=1500, verbose_name="work to come, beside what is planned in the log"
                    ),
                ),
                ("how_to_join", models.TextField(blank=True, max_length=1000)),
                (
                    "bulletin",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reporting.bulletin",
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
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.theme",
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
                "verbose_name": "historical section",
                "verbose_name_plural": "historical sections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sections", to="reporting.bulletin"
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletin_sections",
                        to="pilots.pilot",
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bulletin_sections",
                        to="pilots.theme",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("is_included", models.BooleanField(default=True, verbose_name="goes into the bulletin")),
                ("opening", models.TextField(blank=True, max_length=500, verbose_name="opening line")),
                (
                    "together",
                    models.TextField(blank=True, max_length=1500, verbose_name="when communities came together"),
                ),
                (
                    "to_come",
                    models.TextField(
                        blank=True, max_length=1500, verbose_name="work to come, beside what is planned in the log"
                    ),
                ),
                ("how_to_join", models.TextField(blank=True, max_length=1000)),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pilot", None), ("theme", None), _connector="XOR"),
                        name="section_is_about_a_pilot_or_a_theme",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("pilot__isnull", False)),
                        fields=("bulletin", "pilot"),
                        name="pilot_has_one_section_a_bulletin",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("theme__isnull", False)),
                        fields=("bulletin", "theme"),
                        name="theme_has_one_section_a_bulletin",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sign_offs", to="reporting.bulletin"
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pilots.localauthority"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "ordering": ["made_at", "pk"],
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="BulletinEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chosen", to="reporting.section"
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_bulletins",
                        to="interventions.activity",
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_bulletins",
                        to="pilots.regionalwork",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("words", models.CharField(max_length=400)),
            ],
            options={
                "verbose_name_plural": "bulletin entries",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("activity", None), ("work", None), _connector="XOR"),
                        name="bulletin_entry_has_one_source",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("activity__isnull", False)),
                        fields=("section", "activity"),
                        name="activity_is_chosen_once_a_section",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("work__isnull", False)),
                        fields=("section", "work"),
                        name="work_is_chosen_once_a_section",
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBulletinEntry",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("words", models.CharField(max_length=400)),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="reporting.section",
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="interventions.activity",
                    ),
                ),
                (
                    "work",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pilots.regionalwork",
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
                "verbose_name": "historical bulletin entry",
                "verbose_name_plural": "historical bulletin entries",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
