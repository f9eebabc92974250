"""Kinds of documents, and the legal documents that libraries work by, as the program ships them."""

import csv
from pathlib import Path

from django.db import migrations

from lienthu.registry.rules import searching

DATA = Path(__file__).resolve().parent.parent / "data"


def _rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def load(apps, schema_editor):
    database = schema_editor.connection.alias
    models = (apps.get_model("registry", name) for name in ("Kind", "Law", "LawLink"))
    kinds, laws, links = (model.objects.using(database) for model in models)
    for row in _rows("kinds.tsv"):
        kinds.create(**{**row, "is_law": row["is_law"] == "1", "rank": int(row["rank"])})
    by_key = {kind.key: kind for kind in kinds.all()}
    for row in _rows("laws.tsv"):
        kind = by_key[row["kind"]]
        days = {name: row[name] or None for name in ("dated_on", "valid_from", "valid_to")}
        words = {name: row[name] for name in ("symbol", "issuer", "subject", "note")}
        forms = searching.forms(row["symbol"], kind.name, row["subject"], row["issuer"], row["note"])
        laws.create(kind=kind, is_confirmed=row["is_confirmed"] == "1", **days, **words, **forms)
    by_symbol = {law.symbol: law for law in laws.all()}
    for row in _rows("law_links.tsv"):
        links.create(law=by_symbol[row["symbol"]], other=by_symbol[row["other"]], relation=row["relation"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
