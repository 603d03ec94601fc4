import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("interventions", "0004_meeting_of_an_activity"),
        ("pilots", "0004_dashboards_and_bulletins"),
        ("stakeholders", "0002_networks_and_incidents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthlyActivity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="first day of the month")),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pilots.pilot"
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pilots.locality",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interventions.activitykind",
                    ),
                ),
                ("entries", models.PositiveIntegerField()),
                ("with_reach", models.PositiveIntegerField()),
                ("timed", models.PositiveIntegerField()),
                ("minutes", models.PositiveBigIntegerField()),
            ],
            options={
                "verbose_name_plural": "monthly activity",
                "indexes": [
                    models.Index(fields=["pilot", "month"], name="monthly_activity_by_pilot"),
                    models.Index(fields=["locality", "month"], name="monthly_activity_by_locality"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "month", "pilot", "locality", "kind"),
                        name="month_of_a_locality_is_kept_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("locality", None)),
                        fields=("authority", "month", "pilot", "kind"),
                        name="month_without_locality_is_kept_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlyReach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(verbose_name="first day of the month")),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="pilots.pilot"
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pilots.locality",
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interventions.audiencegroup",
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[("people", "People"), ("views", "Views"), ("items", "Items")], max_length=10
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        choices=[("individuals", "Individuals"), ("attendances", "Attendances")], max_length=12
                    ),
                ),
                ("entries", models.PositiveIntegerField()),
                ("number", models.PositiveBigIntegerField()),
            ],
            options={
                "verbose_name_plural": "monthly reach",
                "indexes": [
                    models.Index(fields=["pilot", "month"], name="monthly_reach_by_pilot"),
                    models.Index(fields=["locality", "month"], name="monthly_reach_by_locality"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("authority", "month", "pilot", "locality", "audience", "unit", "counts"),
                        name="reach_of_a_locality_is_kept_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("locality", None)),
                        fields=("authority", "month", "pilot", "audience", "unit", "counts"),
                        name="reach_without_locality_is_kept_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="for_bulletin",
            field=models.BooleanField(default=False, verbose_name="put forward for the bulletin"),
        ),
        migrations.AddField(
            model_name="historicalactivity",
            name="for_bulletin",
            field=models.BooleanField(default=False, verbose_name="put forward for the bulletin"),
        ),
        migrations.AddField(
            model_name="reviewstep",
            name="decided_in",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="pilots.localauthority",
            ),
        ),
        migrations.AddField(
            model_name="reviewstep",
            name="is_on_time",
            field=models.BooleanField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("status", "approved")),
                fields=["authority", "starts_on"],
                include=("pilot", "locality", "kind", "minutes"),
                name="activity_counted_by_day",
            ),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(fields=["author", "-created_at"], name="activity_by_writing"),
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("next_step_done_at", None), ("next_step_due__isnull", False)),
                fields=["next_step_due"],
                name="activity_with_open_next_step",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewstep",
            index=models.Index(
                condition=models.Q(("is_on_time__isnull", False)),
                fields=["decided_in", "made_at"],
                include=("activity", "is_on_time"),
                name="decision_by_day",
            ),
        ),
    ]
