// The nesting of brackets in the text of a document, found without the parser. The parser uses the stack for each level, and
// the size of the stack depends on the version of Node.

/** Whether more brackets than this are open at once. Of a text that is not a document, only the part before its error counts. */
export function isNestedDeeper(source: string, limit: number): boolean {
  let open = 0;
  for (let at = 0; at < source.length; at += 1) {
    switch (source[at]) {
      case '{':
      case '[':
      case '(':
        open += 1;
        if (open > limit) return true;
        break;
      case '}':
      case ']':
      case ')':
        open -= 1;
        break;
      case '"':
        at = source.startsWith('"""', at) ? endOfBlockString(source, at) : endOfString(source, at);
        break;
      case '#':
        at = endOfLine(source, at);
        break;
    }
  }
  return false;
}

function endOfString(source: string, start: number): number {
  for (let at = start + 1; at < source.length; at += 1) {
    const character = source[at];
    if (character === '\\') at += 1;
    else if (character === '"' || character === '\n' || character === '\r') return at;
  }
  return source.length;
}

function endOfBlockString(source: string, start: number): number {
  let quotes = source.indexOf('"""', start + 3);
  while (quotes > 0 && source[quotes - 1] === '\\') quotes = source.indexOf('"""', quotes + 3);
  return quotes < 0 ? source.length : quotes + 2;
}

function endOfLine(source: string, start: number): number {
  for (let at = start; at < source.length; at += 1) if (source[at] === '\n' || source[at] === '\r') return at;
  return source.length;
}
