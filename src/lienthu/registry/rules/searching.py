"""How documents are found by words: whole words and beginnings, with and without marks. Pure."""

from django.db.models import Q

from lienthu.lib.vietnamese import fold, has_marks, marked

LONGEST = 100_000  # letters of a document's text that are searched
MOST_WORDS = 12


def forms(*texts: str) -> dict[str, str]:
    """The columns `marked` and `folded` of what these texts say."""
    whole = " ".join(texts)[:LONGEST]
    return {"marked": f" {marked(whole)} ", "folded": f" {fold(whole)} "}


def matching(text: str) -> Q:
    """Rows that have every word of it, or a word that begins so; marks count where the word that was typed has any."""
    found = Q()
    for word in text.split()[:MOST_WORDS]:
        column, form = ("marked", marked(word)) if has_marks(word) else ("folded", fold(word))
        for part in form.split():
            found &= Q(**{f"{column}__contains": f" {part}"})
    return found
