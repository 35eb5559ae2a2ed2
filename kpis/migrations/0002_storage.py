"""How the tables that are written in bulk lie on disk."""

from django.db import migrations

CLUSTERED = ("kpis_sample", "kpis_samplechange", "kpis_channelday", "kpis_workspaceday")


def store(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        _cluster_on_key(schema_editor)
    else:
        _tune(schema_editor)


def _cluster_on_key(schema_editor):
    """Make the (still empty) tables again WITHOUT ROWID: the key is the table, half the size and twice as fast."""
    for table in CLUSTERED:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT type, sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL ORDER BY type DESC",
                [table],
            )
            created = cursor.fetchall()
        schema_editor.execute(f"DROP TABLE {table}")
        for kind, sql in created:
            schema_editor.execute(f"{sql} WITHOUT ROWID" if kind == "table" else sql)


def _tune(schema_editor):
    """Keep statistics and visibility fresh after an import: by default a tenth or a fifth of the table must change."""
    for table in CLUSTERED:
        schema_editor.execute(
            f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.02,"
            " autovacuum_vacuum_insert_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.02)"
        )


class Migration(migrations.Migration):
    dependencies = [("kpis", "0001_initial")]
    operations = [migrations.RunPython(store, migrations.RunPython.noop, elidable=False)]
