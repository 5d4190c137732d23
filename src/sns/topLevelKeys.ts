// The keys of a JSON object as they are written, also those that come twice: JSON.parse keeps the last of equal ones,
// another reader the first, and both would believe they have read what was signed.

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:]/gs;

/** Of a text that JSON.parse takes for an object. */
export function topLevelKeys(json: string): string[] {
  const keys: string[] = [];
  let depth = 0;
  let last = '';
  for (const [token] of json.matchAll(tokens)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':' && depth === 1) keys.push(JSON.parse(last));
    last = token;
  }
  return keys;
}
