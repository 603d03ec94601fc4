import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("interventions", "0005_dashboards_and_bulletins"),
        ("pilots", "0004_dashboards_and_bulletins"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
            model_name="reviewstep",
            index=models.Index(
                condition=models.Q(("is_on_time__isnull", False)),
                fields=["decided_in", "made_at"],
                include=("activity", "is_on_time"),
                name="decision_by_day",
            ),
        ),
    ]
