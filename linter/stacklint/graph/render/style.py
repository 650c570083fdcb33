"""The colours of the picture: those of the editor where there is one, else light or dark as the reader's system."""

from __future__ import annotations

STYLE = """
.stacklint-graph {
  --back: var(--vscode-editor-background, #ffffff);
  --text: var(--vscode-editor-foreground, #1f2328);
  --soft: var(--vscode-descriptionForeground, #59636e);
  --box: var(--vscode-editorWidget-background, #f6f8fa);
  --frame: var(--vscode-editorWidget-border, #c4ccd4);
  --line: var(--vscode-charts-lines, #8b949e);
  --kv: var(--vscode-charts-green, #0a7d55);
  --sql: var(--vscode-charts-purple, #7a3fc4);
  --error: var(--vscode-editorError-foreground, #cf222e);
  --warning: var(--vscode-editorWarning-foreground, #9a6700);
  --info: var(--vscode-editorInfo-foreground, #0969da);
  --hint: var(--vscode-descriptionForeground, #59636e);
  background: var(--back);
  font-family: var(--vscode-font-family, system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif);
}
@media (prefers-color-scheme: dark) {
  .stacklint-graph {
    --back: var(--vscode-editor-background, #0d1117);
    --text: var(--vscode-editor-foreground, #e6edf3);
    --soft: var(--vscode-descriptionForeground, #9aa4af);
    --box: var(--vscode-editorWidget-background, #161b22);
    --frame: var(--vscode-editorWidget-border, #3d444d);
    --line: var(--vscode-charts-lines, #6e7681);
    --kv: var(--vscode-charts-green, #3fb98a);
    --sql: var(--vscode-charts-purple, #b08cf0);
    --error: var(--vscode-editorError-foreground, #ff7b72);
    --warning: var(--vscode-editorWarning-foreground, #e3b341);
    --info: var(--vscode-editorInfo-foreground, #79b8ff);
    --hint: var(--vscode-descriptionForeground, #9aa4af);
  }
}
.stacklint-graph .back { fill: var(--back); }
.stacklint-graph text { fill: var(--text); font-size: 11px; white-space: pre; }
.stacklint-graph .heading { font-size: 14px; font-weight: 600; }
.stacklint-graph .title { font-size: 12.5px; font-weight: 600; }
.stacklint-graph .soft { fill: var(--soft); }
.stacklint-graph .box { fill: var(--box); stroke: var(--frame); stroke-width: 1; }
.stacklint-graph .kv .bar { fill: var(--kv); }
.stacklint-graph .sql .bar { fill: var(--sql); }
.stacklint-graph .drum { fill: none; stroke: var(--soft); stroke-width: 1.1; }
.stacklint-graph .edge { fill: none; stroke: var(--line); stroke-width: 1.4; }
.stacklint-graph .edge.kv { stroke: var(--kv); }
.stacklint-graph .edge.sql { stroke: var(--sql); }
.stacklint-graph .dashed .box, .stacklint-graph .edge.dashed { stroke-dasharray: 5 4; }
.stacklint-graph .dashed .box, .stacklint-graph .ghost .box { fill: var(--back); }
.stacklint-graph .ghost .box { stroke: var(--error); stroke-dasharray: 5 4; }
.stacklint-graph .error .box, .stacklint-graph .edge.error { stroke: var(--error); stroke-width: 2; }
.stacklint-graph .warning .box, .stacklint-graph .edge.warning { stroke: var(--warning); stroke-width: 2; }
.stacklint-graph .info .box, .stacklint-graph .edge.info { stroke: var(--info); }
.stacklint-graph .hint .box, .stacklint-graph .edge.hint { stroke: var(--hint); }
.stacklint-graph .badge { stroke: var(--back); stroke-width: 1.5; }
.stacklint-graph .badge.error { fill: var(--error); }
.stacklint-graph .badge.warning { fill: var(--warning); }
.stacklint-graph .badge.info { fill: var(--info); }
.stacklint-graph .badge.hint { fill: var(--hint); }
.stacklint-graph text.number { fill: var(--back); font-size: 10px; font-weight: 700; }
.stacklint-graph .word.error { fill: var(--error); font-weight: 600; }
.stacklint-graph .word.warning { fill: var(--warning); font-weight: 600; }
.stacklint-graph .word.info { fill: var(--info); font-weight: 600; }
.stacklint-graph .word.hint { fill: var(--hint); font-weight: 600; }
.stacklint-graph [data-line] { cursor: pointer; }
"""
