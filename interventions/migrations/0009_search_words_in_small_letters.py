"""Keeps the words that lists are searched for in small letters, so that no search has to fold every entry's anew."""

from django.db import migrations

BATCH = 1_000


def fold(apps, schema_editor) -> None:
    activities = apps.get_model("interventions", "Activity").objects
    batch = []
    for entry in activities.order_by().only("words").iterator(BATCH):
        entry.words = entry.words.casefold()
        batch.append(entry)
        if len(batch) == BATCH:
            activities.bulk_update(batch, ["words"])
            batch = []
    activities.bulk_update(batch, ["words"])


def index_words(apps, schema_editor) -> None:
    """Index what is searched now, where the database has an index for parts of words."""
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    schema_editor.execute("DROP INDEX IF EXISTS activity_words")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone():
            schema_editor.execute(
                "CREATE INDEX activity_words ON interventions_activity USING gin (words gin_trgm_ops)"
            )


class Migration(migrations.Migration):
    dependencies = [("interventions", "0008_sums_by_intervention")]

    operations = [
        migrations.RunPython(fold, migrations.RunPython.noop),
        migrations.RunPython(index_words, migrations.RunPython.noop),
    ]
