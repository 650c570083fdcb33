"""What the editor at the other end can do, read once out of what it announces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lsprotocol import types as lsp
from pygls.capabilities import get_capability

from stacklint.text.lines import ColumnUnit


class Client(NamedTuple):
    """The facts that answers depend on. As given here, they are those of an editor that announces nothing."""

    unit: ColumnUnit = "utf-16"
    pulls_diagnostics: bool = False
    """It asks for findings itself, so they are not sent unasked."""
    refreshes_diagnostics: bool = False
    refreshes_hints: bool = False
    refreshes_lenses: bool = False
    refreshes_tokens: bool = False
    knows_versions: bool = False
    """Of published findings."""
    knows_related: bool = False
    """Other places that belong to a finding."""
    knows_tags: frozenset[lsp.DiagnosticTag] = frozenset()
    knows_code_links: bool = False
    keeps_data: bool = False
    """Findings come back with the data that they were sent with."""
    document_changes: bool = False
    """Edits can name the version that they are for."""
    annotates_changes: bool = False
    knows_preferred: bool = False
    """It tells the best code action from the others."""
    resolves_edits: bool = False
    """The edit of a code action may be asked for later."""
    snippets: bool = False
    markdown_help: bool = False
    markdown_completions: bool = False
    adjusts_indentation: bool = False
    """It can be told to indent further lines of a completion like the line that it is put into."""
    outlines: bool = False
    """The symbols of a document may be nested."""
    definition_links: bool = False
    link_tooltips: bool = False
    asks_before_rename: bool = False
    configuration: bool = False
    """It can be asked for its settings."""
    watches_files: bool = False
    """It can be told which files to watch."""
    registers_configuration: bool = False
    """It wants to be told that changed settings are of interest."""
    shows_progress: bool = False
    commands: frozenset[str] = frozenset()
    """Commands of its own that code lenses and completions may name."""
    wants_status: bool = False
    """It shows the release of each file."""


def client_of(params: lsp.InitializeParams) -> Client:
    """What the editor announces."""
    capabilities = params.capabilities

    def has(path: str) -> bool:
        return bool(get_capability(capabilities, path, False))

    options = params.initialization_options
    given: Mapping[str, object] = options if isinstance(options, dict) else {}
    commands = given.get("commands")
    tags = get_capability(capabilities, "text_document.publish_diagnostics.tag_support.value_set", [])
    pulled = get_capability(capabilities, "text_document.diagnostic.tag_support.value_set", [])
    resolved = get_capability(capabilities, "text_document.code_action.resolve_support.properties", [])
    either = ("text_document.publish_diagnostics.", "text_document.diagnostic.")

    def either_has(name: str) -> bool:
        return any(has(prefix + name) for prefix in either)

    return Client(
        unit=_unit(capabilities),
        pulls_diagnostics=get_capability(capabilities, "text_document.diagnostic", None) is not None,
        refreshes_diagnostics=has("workspace.diagnostics.refresh_support"),
        refreshes_hints=has("workspace.inlay_hint.refresh_support"),
        refreshes_lenses=has("workspace.code_lens.refresh_support"),
        refreshes_tokens=has("workspace.semantic_tokens.refresh_support"),
        knows_versions=has("text_document.publish_diagnostics.version_support"),
        knows_related=either_has("related_information"),
        knows_tags=frozenset([*(tags or ()), *(pulled or ())]),
        knows_code_links=either_has("code_description_support"),
        keeps_data=either_has("data_support"),
        document_changes=has("workspace.workspace_edit.document_changes"),
        annotates_changes=get_capability(capabilities, "workspace.workspace_edit.change_annotation_support", None)
        is not None,
        knows_preferred=has("text_document.code_action.is_preferred_support"),
        resolves_edits="edit" in (resolved or ()),
        snippets=has("text_document.completion.completion_item.snippet_support"),
        markdown_help=_takes_markdown(capabilities, "text_document.hover.content_format"),
        markdown_completions=_takes_markdown(
            capabilities, "text_document.completion.completion_item.documentation_format"
        ),
        adjusts_indentation=lsp.InsertTextMode.AdjustIndentation
        in (
            get_capability(
                capabilities, "text_document.completion.completion_item.insert_text_mode_support.value_set", None
            )
            or ()
        ),
        outlines=has("text_document.document_symbol.hierarchical_document_symbol_support"),
        link_tooltips=has("text_document.document_link.tooltip_support"),
        definition_links=has("text_document.definition.link_support"),
        asks_before_rename=has("text_document.rename.prepare_support"),
        configuration=has("workspace.configuration"),
        watches_files=has("workspace.did_change_watched_files.dynamic_registration"),
        registers_configuration=has("workspace.did_change_configuration.dynamic_registration"),
        shows_progress=has("window.work_done_progress"),
        commands=frozenset(each for each in commands if isinstance(each, str))
        if isinstance(commands, list)
        else frozenset(),
        wants_status=given.get("status") is True,
    )


def _takes_markdown(capabilities: lsp.ClientCapabilities, path: str) -> bool:
    return lsp.MarkupKind.Markdown in (get_capability(capabilities, path, None) or ())


def _unit(capabilities: lsp.ClientCapabilities) -> ColumnUnit:
    """The cheapest unit that the editor offers: code points need no counting, and UTF-8 is what it has at hand."""
    offered = get_capability(capabilities, "general.position_encodings", None) or ()
    units: tuple[ColumnUnit, ...] = ("utf-32", "utf-8")
    return next((unit for unit in units if unit in offered), "utf-16")
