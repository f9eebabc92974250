"""Catalogues elsewhere in the demonstration: one that is known, switched off, and what a library protects."""

from collections.abc import Sequence
from datetime import datetime

from lienthu.cataloguing.models import TakingRules, Target
from lienthu.cataloguing.rules.known_targets import BY_KEY
from lienthu.cataloguing.services import targets
from lienthu.demo.network import Member

KEY, PROTECTED = "loc", "520 6XX"


def build(*, libraries: Sequence[Member], at: datetime) -> None:
    """Safe to repeat: what is there already is left as it is."""
    facts = BY_KEY[KEY].facts()
    password = str(facts.pop("password"))
    if not Target.objects.filter(library=None, name=facts["name"]).exists():
        targets.add(library=None, facts=facts, password=password, actor=None, at=at)
    library = libraries[0].library
    if not TakingRules.objects.filter(library=library).exists():
        targets.protect(library=library, tags=PROTECTED, actor=None, at=at)
