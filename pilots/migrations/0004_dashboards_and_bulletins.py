import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pilots", "0003_theory_schools_and_outcomes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Boundary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "within",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boundaries",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "locality",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="boundary",
                        to="pilots.locality",
                    ),
                ),
                ("geometry", models.JSONField()),
                (
                    "source",
                    models.CharField(
                        help_text="The publisher and the edition, such as: ONS, December 2024.", max_length=250
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "boundaries",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("locality", None)), fields=("within",), name="authority_has_one_boundary"
                    )
                ],
                "indexes": [],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBoundary",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        help_text="The publisher and the edition, such as: ONS, December 2024.", max_length=250
                    ),
                ),
                (
                    "within",
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
                "verbose_name": "historical boundary",
                "verbose_name_plural": "historical boundaries",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [],
                "constraints": [],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="historicallocalauthority",
            name="tile_column",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Counted from the west: 1 is the first.",
                null=True,
                verbose_name="column in the schematic map",
            ),
        ),
        migrations.AddField(
            model_name="historicallocalauthority",
            name="tile_row",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Counted from the north: 1 is the first.",
                null=True,
                verbose_name="row in the schematic map",
            ),
        ),
        migrations.AddField(
            model_name="historicalregion",
            name="contact",
            field=models.TextField(
                blank=True,
                help_text="What the public pages say: an office, its hours, a shared address. Nobody's own name or number.",
                verbose_name="whom to contact",
            ),
        ),
        migrations.AddField(
            model_name="localauthority",
            name="tile_column",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Counted from the west: 1 is the first.",
                null=True,
                verbose_name="column in the schematic map",
            ),
        ),
        migrations.AddField(
            model_name="localauthority",
            name="tile_row",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Counted from the north: 1 is the first.",
                null=True,
                verbose_name="row in the schematic map",
            ),
        ),
        migrations.AddField(
            model_name="region",
            name="contact",
            field=models.TextField(
                blank=True,
                help_text="What the public pages say: an office, its hours, a shared address. Nobody's own name or number.",
                verbose_name="whom to contact",
            ),
        ),
        migrations.AddConstraint(
            model_name="localauthority",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("tile_column", None), ("tile_row", None)),
                    models.Q(
                        ("tile_column__isnull", False),
                        ("tile_row__isnull", False),
                        ("tile_column__range", (1, 8)),
                        ("tile_row__range", (1, 8)),
                    ),
                    _connector="OR",
                ),
                name="tile_has_a_column_and_a_row",
                violation_error_message="Enter both the column and the row, each from 1 to 8, or neither.",
            ),
        ),
    ]
