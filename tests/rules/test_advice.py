"""What the rule on look-alikes tells people to write means what they had written."""

from __future__ import annotations

import pytest

from stacklint.syntax.env import lookalikes


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("${env.KEY:none}", "${env.KEY:=none}"),
        ("${env.KEY:}", "${env.KEY:=}"),
        ("${env.KEY+yes}", "${env.KEY:+yes}"),
        ("${env.KEY:-none}", "${env.KEY:=none}"),
        ("${env.KEY:-}", "${env.KEY:=}"),
        ("${env.KEY-none}", "${env.KEY:=none}"),
        ("${env.KEY:?is missing}", "${env.KEY}"),
        ("${env.key}", "${env.KEY}"),
        ("${env.key:=none}", "${env.KEY:=none}"),
        ("${KEY}", "${env.KEY}"),
        ("${KEY:-none}", "${env.KEY:=none}"),
        ("${KEY:+yes}", "${env.KEY:+yes}"),
        ("${emv.KEY}", "${env.KEY}"),
        ("${env.MY-NAME}", ""),
        ("${env.}", ""),
    ],
)
def test_what_was_meant(written: str, meant: str) -> None:
    (found,) = lookalikes(written)
    assert found.meant == meant
