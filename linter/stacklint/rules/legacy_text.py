"""The one sentence for files that are wholly of the old form; the same text makes one block in human output."""

OLD_FILE = (
    "inline stores work up to llama-stack {last}; later releases refuse the file or start without them"
    " (to stay there, pin the release with `# stacklint: target={last}`)"
)
