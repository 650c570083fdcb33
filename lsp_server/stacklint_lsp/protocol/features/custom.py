"""Requests of our own, for our VS Code extension and whoever else likes them."""

from __future__ import annotations

import os
import platform
import sys
from typing import TYPE_CHECKING, Any

from stacklint import __version__
from stacklint_lsp.protocol import custom_types as own
from stacklint_lsp.protocol.question import Question

if TYPE_CHECKING:
    from stacklint_lsp.protocol.server import Server

Json = dict[str, Any]

NO_RELEASE: Json = {"label": "", "pinned": False, "ours": False, "reasons": [], "releases": [], "newest": ""}


def answer_migrate(question: Question, params: own.MigrateParams) -> Json:
    """The file for another release, and the plan that leads there."""
    from stacklint_lsp.ide import previews

    text, plan = previews.migration(question.analysis, params.target or None)
    return {"text": text, "plan": plan, "changed": text != question.analysis.text}


def answer_graph(question: Question, params: own.GraphParams) -> Json:
    """A picture of the storage."""
    from stacklint_lsp.ide.picture import picture

    offset = None if params.position is None else question.offset(params.position)
    return {"svg": picture(question.analysis, offset)}


def answer_release(question: Question, params: own.ReleaseParams) -> Json:
    """Which release the file is for, why, and what could be chosen."""
    from stacklint_lsp.ide import release

    found = release.release(question.analysis)
    if found is None:
        return NO_RELEASE
    reasons = [
        {"text": each.text, "range": None if each.span is None else question.range(each.span)} for each in found.reasons
    ]
    return {
        "label": found.label,
        "pinned": found.pinned,
        "ours": True,
        "reasons": reasons,
        "releases": list(found.releases),
        "newest": found.newest,
    }


def register(server: Server) -> None:
    """Make *server* answer."""

    @server.feature(own.MIGRATE)
    async def migrate(params: own.MigrateParams) -> Json:
        return await server.ask(params.uri, answer_migrate, params, {"text": "", "plan": "", "changed": False})

    @server.feature(own.GRAPH)
    async def graph(params: own.GraphParams) -> Json:
        return await server.ask(params.uri, answer_graph, params, {"svg": ""})

    @server.feature(own.RELEASE)
    async def release_of(params: own.ReleaseParams) -> Json:
        return await server.ask(params.uri, answer_release, params, NO_RELEASE)

    @server.feature(own.DEBUG_INFORMATION)
    def debug_information(params: Json | None) -> Json:
        return information(server)


def information(server: Server) -> Json:
    """What is running, for reports of mistakes."""
    from importlib import metadata

    libraries = {name: metadata.version(name) for name in ("pygls", "lsprotocol", "PyYAML", "ruamel.yaml", "pydantic")}
    folders = [folder.path for folder in server.configuration.current.folders]
    return {
        "version": __version__,
        "python": platform.python_version(),
        "executable": sys.executable,
        "path": os.path.dirname(os.path.abspath(sys.modules["stacklint"].__file__ or "")),
        # Not `platform.platform()`, which runs `uname`.
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "encoding": server.client.unit,
        "folders": folders,
        "documents": len(list(server.documents)),
        "libraries": libraries,
    }
