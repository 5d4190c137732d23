// Whether a text is the start of one valid JSON value, without its end. Only such a text proves that bytes are missing and
// that nothing is damaged: a value that contains an error can be skipped, one that only lacks its end cannot.
type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'commaOrEnd';

const characters = String.raw`"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\x00-\x1f]*)*`;
const token = new RegExp(String.raw`[ \t\n\r]*(?:([{}[\],:])|(${characters}")|([\w.+-]+))`, 'y');
const unfinishedToken = new RegExp(String.raw`[ \t\n\r]*(${characters}(?:\\(?:u[\dA-Fa-f]{0,3})?)?)?$`, 'y');
const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;
const unfinishedWord =
  /^(?:t(?:r(?:ue?)?)?|f(?:a(?:l(?:se?)?)?)?|n(?:u(?:ll?)?)?|-?(?:(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?\d*)?)?)$/;

export function isUnfinishedJson(text: string): boolean {
  const ends: string[] = [];
  let expected: Expected = 'value';
  let at = 0;
  for (;;) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (!match) break;
    at = token.lastIndex;
    const [, mark, string, other] = match;
    const next: Expected | undefined =
      mark === undefined ? afterScalar(expected, string !== undefined) : afterMark(expected, mark, ends);
    if (next === undefined) return false;
    if (other !== undefined) {
      if (at === text.length) return unfinishedWord.test(other);
      if (!word.test(other)) return false;
    }
    // The value is complete.
    if (ends.length === 0) return false;
    expected = next;
  }
  unfinishedToken.lastIndex = at;
  const rest = unfinishedToken.exec(text);
  return rest !== null && (rest[1] === undefined || afterScalar(expected, true) !== undefined);
}

/** What is expected after a scalar; undefined if none is valid here. */
function afterScalar(expected: Expected, isString: boolean): Expected | undefined {
  if (expected === 'value' || expected === 'valueOrEnd') return 'commaOrEnd';
  return isString && (expected === 'key' || expected === 'keyOrEnd') ? 'colon' : undefined;
}

/** What is expected after a bracket, a comma or a colon; undefined if it is not valid here. */
function afterMark(expected: Expected, mark: string, ends: string[]): Expected | undefined {
  switch (mark) {
    case '{':
    case '[':
      if (expected !== 'value' && expected !== 'valueOrEnd') return undefined;
      ends.push(mark === '{' ? '}' : ']');
      return mark === '{' ? 'keyOrEnd' : 'valueOrEnd';
    case ':':
      return expected === 'colon' ? 'value' : undefined;
    case ',':
      if (expected !== 'commaOrEnd') return undefined;
      return ends.at(-1) === '}' ? 'key' : 'value';
    default:
      if (expected !== 'commaOrEnd' && expected !== 'valueOrEnd' && expected !== 'keyOrEnd') return undefined;
      return ends.pop() === mark ? 'commaOrEnd' : undefined;
  }
}
