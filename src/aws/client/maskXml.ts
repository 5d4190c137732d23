// The tags of an XML document at their places: comments and CDATA sections could contain others.

/**
 * The document with spaces for each comment and x for each CDATA section, in its length. Undefined if one does not end, or for
 * any other declaration. In linear time: an expression would search the end anew from every start.
 */
export function maskXml(text: string): string | undefined {
  const parts: string[] = [];
  let from = 0;
  for (let start = text.indexOf('<!'); start >= 0; start = text.indexOf('<!', from)) {
    const isComment = text.startsWith('<!--', start);
    if (!isComment && !text.startsWith('<![CDATA[', start)) return undefined;
    const end = text.indexOf(isComment ? '-->' : ']]>', start + 4);
    if (end < 0) return undefined;
    parts.push(text.slice(from, start), (isComment ? ' ' : 'x').repeat(end + 3 - start));
    from = end + 3;
  }
  return from === 0 ? text : parts.join('') + text.slice(from);
}
