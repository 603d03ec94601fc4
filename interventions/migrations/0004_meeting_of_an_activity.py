import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("interventions", "0003_theory_schools_and_outcomes"),
        ("stakeholders", "0002_networks_and_incidents"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="meeting",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="activity",
                to="stakeholders.meeting",
            ),
        ),
        migrations.AddField(
            model_name="historicalactivity",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="stakeholders.meeting",
            ),
        ),
    ]
