"""The comment that says which release a file is for."""

from __future__ import annotations

import pytest

from ide.actions.offered import STORAGE
from ide.cursor import analyse
from stacklint.text.edit import apply_edits
from stacklint_lsp.ide.actions import resolve

TEXT = "version: 2\nproviders: {}\n" + STORAGE
PIN: dict[str, str | int] = {"do": "pin", "offset": 0, "release": "ogx-1.5.0"}


def pinned(text: str) -> str:
    return apply_edits(text, resolve(analyse(text), PIN))


def test_a_pin_stands_above_the_first_key() -> None:
    assert pinned(TEXT) == "# stacklint: target=ogx-1.5.0\n" + TEXT
    assert analyse(pinned(TEXT)).views[0].document.reading.label == "ogx 1.5.0, pinned"


@pytest.mark.parametrize("comment", ["# stacklint: target=0.4.0\n", "# ours\n# stacklint: target=llama-stack-0.4.0 \n"])
def test_a_pin_takes_the_place_of_another(comment: str) -> None:
    assert pinned(comment + TEXT) == comment.replace(comment.split("=")[1].strip(), "ogx-1.5.0") + TEXT


def test_what_is_pinned_stays() -> None:
    assert pinned("# stacklint: target=ogx-1.5.0\n" + TEXT) == "# stacklint: target=ogx-1.5.0\n" + TEXT


def test_json_takes_no_comment() -> None:
    text = '{"providers": {"inference": [{"provider_id": "a", "provider_type": "remote::vllm"}]}}\n'
    assert pinned(text) == text


def inside(head: str, text: str) -> str:
    inner = "".join(f"    {line}" for line in text.splitlines(keepends=True))
    return f"{head}apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  run.yaml: |\n{inner}"


def test_a_config_map_is_pinned_in_its_configuration() -> None:
    assert pinned(inside("", TEXT)) == inside("", "# stacklint: target=ogx-1.5.0\n" + TEXT)


def test_a_pin_around_a_configuration_is_the_one_to_change() -> None:
    before = inside("# stacklint: target=0.4.0\n", TEXT)
    assert pinned(before) == before.replace("0.4.0", "ogx-1.5.0")
