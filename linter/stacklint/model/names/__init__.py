"""Every name of a configuration: what declares it, and who uses it. For editors; no check needs it."""

from stacklint.model.names.index import Names
from stacklint.model.names.records import Mention, Name, NameKind, Role

__all__ = ["Mention", "Name", "NameKind", "Names", "Role"]
