import type { Position, Range } from 'vscode-languageserver-protocol';

// The messages that are stacklint's own; the server's side stands in lsp_server/stacklint_lsp/protocol.

export const MIGRATE = 'stacklint/migrate';
export const GRAPH = 'stacklint/graph';
export const RELEASE = 'stacklint/release';
export const DEBUG_INFORMATION = 'stacklint/debugInformation';

export interface MigrateParams {
  readonly uri: string;
  readonly target?: string;
}

export interface Migration {
  readonly text: string;
  /** Markdown. */
  readonly plan: string;
  /** Whether the text differs from the file's. */
  readonly changed: boolean;
}

export interface GraphParams {
  readonly uri: string;
  readonly position?: Position;
}

export interface Graph {
  readonly svg: string;
}

/** The release that a file is checked against; also sent by the server after each check. */
export interface Release {
  readonly uri: string;
  /** `ogx 1.5.0, pinned`. */
  readonly label: string;
  readonly pinned: boolean;
  /** Whether the file holds a stack configuration at all. */
  readonly ours: boolean;
}

export interface ReleaseDetails extends Omit<Release, 'uri'> {
  readonly reasons: readonly { readonly text: string; readonly range?: Range | null }[];
  /** All that the server knows, newest first. */
  readonly releases: readonly string[];
  readonly newest: string;
}
