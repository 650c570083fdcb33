"""Over real files: an answer for each, nothing to say where nothing happens, and never anything secret."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache

from requirements import require_corpus, require_program
from stacklint.configurations import Configuration, find
from stacklint.migrate.effects import effects_of
from stacklint.migrate.reading import content_signals
from stacklint.migrate.record import DataEffect, Goal, Layout
from stacklint.model.release import infer
from stacklint.syntax.scan import Walk
from stacklint_schemas import Release, ReleaseSet, load


@cache
def configurations() -> tuple[tuple[str, Configuration, ReleaseSet], ...]:
    """Every whole configuration of the corpus with the releases that it may be for."""
    corpus = require_corpus()
    catalogue = load().catalogue
    found: list[tuple[str, Configuration, ReleaseSet]] = []
    for path in sorted(corpus.rglob("*.y*ml")):
        for configuration in find(path.read_text("utf-8", "replace"), named=True).configurations:
            if not configuration.problems:
                releases = infer(content_signals(configuration, load()), catalogue).releases
                found.append((str(path.relative_to(corpus)), configuration, releases))
    assert len(found) > 500
    return tuple(found)


def effects(configuration: Configuration, origin: ReleaseSet, target: Release) -> list[DataEffect]:
    return list(effects_of(configuration, configuration, Goal(origin, target, Layout.KEEP), load()))


def test_nothing_happens_to_data_within_one_release() -> None:
    catalogue = load().catalogue
    said = 0
    for path, configuration, releases in configurations():
        for release in {catalogue.first(releases), catalogue.last(releases)}:
            found = effects(configuration, release.only, release)
            said += len(found)
            assert {effect.verdict for effect in found} <= {"kept"}, (path, release.name)
            assert not any(effect.condition or effect.reason for effect in found)
    assert said > 1000


def secrets(configuration: Configuration) -> Iterator[str]:
    """What must not be shown: literal passwords, keys and tokens, and passwords inside addresses."""
    walk = Walk(configuration.root)
    for scalar in walk.scalars:
        path = walk.path_of(scalar)
        if isinstance(path[-1], str) and re.search("password|secret|api_?key|token", path[-1]):
            operand = re.fullmatch(r"\$\{env\.\w+:=?([^}]*)\}", scalar.text)
            yield operand[1] if operand else scalar.text
        yield from re.findall(r"://[^/\s:@]*:([^\s@{}$]+)@", scalar.text)


# Words that are names of databases and users as well.
ORDINARY = {"llamastack", "ogx", "postgres", "fake", "none", "redis", "mongodb", "sqlite"}


def test_every_file_has_an_answer_without_secrets() -> None:
    newest = load().catalogue.newest
    seen = 0
    commands: set[str] = set()
    for path, configuration, releases in configurations():
        hidden = {each for each in secrets(configuration) if len(each) > 3 and each.lower() not in ORDINARY}
        seen += len(hidden)
        for effect in effects(configuration, releases, newest):
            for secret in hidden:
                assert secret not in "\n".join(effect), (path, effect)
            assert effect.was
            assert effect.backup
            assert bool(effect.reason) == (effect.verdict != "kept"), (path, effect)
            commands |= {effect.backup, effect.cure}
    assert seen > 50
    bash = require_program("bash", "it reads the commands")
    subprocess.run([bash, "-n"], input="\n".join(sorted(commands)), text=True, check=True)
