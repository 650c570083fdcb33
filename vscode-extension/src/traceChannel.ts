import * as vscode from 'vscode';

/**
 * Where the traffic with the server is written while `stacklint.trace.server` asks for it.
 *
 * The client ties its trace to the level of a log, which is kept for each window; the setting alone should do.
 */
export class TraceChannel implements vscode.LogOutputChannel {
  private readonly levelChanged = new vscode.EventEmitter<vscode.LogLevel>();
  readonly onDidChangeLogLevel = this.levelChanged.event;
  private readonly subscription: vscode.Disposable;
  private channel: vscode.OutputChannel | undefined;

  constructor() {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('stacklint.trace.server')) {
        this.levelChanged.fire(this.logLevel);
      }
    });
  }

  readonly name = 'stacklint trace';

  get logLevel(): vscode.LogLevel {
    const trace = vscode.workspace.getConfiguration('stacklint').get<string>('trace.server');
    return trace === undefined || trace === 'off' ? vscode.LogLevel.Info : vscode.LogLevel.Trace;
  }

  trace(message: string): void {
    this.appendLine(message);
  }

  debug(message: string): void {
    this.appendLine(message);
  }

  info(message: string): void {
    this.appendLine(message);
  }

  warn(message: string): void {
    this.appendLine(message);
  }

  error(error: string | Error): void {
    this.appendLine(String(error));
  }

  append(value: string): void {
    this.open().append(value);
  }

  appendLine(value: string): void {
    this.open().appendLine(value);
  }

  replace(value: string): void {
    this.open().replace(value);
  }

  clear(): void {
    this.channel?.clear();
  }

  show(): void {
    this.open().show(true);
  }

  hide(): void {
    this.channel?.hide();
  }

  dispose(): void {
    vscode.Disposable.from(this.levelChanged, this.subscription).dispose();
    this.channel?.dispose();
  }

  /** Nobody sees an empty channel before the first line. */
  private open(): vscode.OutputChannel {
    this.channel ??= vscode.window.createOutputChannel(this.name);
    return this.channel;
  }
}
