/** A change of a text: what stands between two offsets gives way. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

/** The smallest single change of whole lines that turns one text into another; undefined when they are equal. */
export function difference(before: string, after: string): Replacement | undefined {
  if (before === after) {
    return undefined;
  }
  const longest = Math.min(before.length, after.length);
  let start = 0;
  while (start < longest && before[start] === after[start]) {
    start += 1;
  }
  start = before.lastIndexOf('\n', start - 1) + 1;
  let tail = 0;
  while (tail < longest - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
    tail += 1;
  }
  // Not in the middle of a line, and not between the two signs of one line end.
  while (tail > 0 && before[before.length - tail - 1] !== '\n') {
    tail -= 1;
  }
  return { start, end: before.length - tail, content: after.slice(start, after.length - tail) };
}

const PIN = /^([ \t]*#[ \t]*stacklint:[ \t]*target=)[^\s#]*/m;

/** The change that writes the comment which pins a release; undefined when it is there. */
export function pinning(text: string, release: string): Replacement | undefined {
  const found = PIN.exec(text);
  if (found !== null) {
    const [whole, before = ''] = found;
    const content = before + release;
    return content === whole ? undefined : { start: found.index, end: found.index + whole.length, content };
  }
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  return { start: 0, end: 0, content: `# stacklint: target=${release}${end}` };
}

/** The change that takes the comment away; undefined when there is none. */
export function unpinning(text: string): Replacement | undefined {
  const found = PIN.exec(text);
  if (found === null) {
    return undefined;
  }
  const line = text.indexOf('\n', found.index);
  return { start: found.index, end: line < 0 ? text.length : line + 1, content: '' };
}
