// Records as JSON and back. A date is {"$date": milliseconds}; a record's own keys that begin with $ get one more.

/** Text from which `decode` restores the value. */
export const encode = (value: unknown): string => JSON.stringify(tagged(value));

/** Undefined for text that is not JSON: the server is shared with others. */
export function decode(text: string): unknown {
  try {
    return untagged(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function tagged(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() };
  if (Array.isArray(value)) return value.map(tagged);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key.startsWith('$') ? `$${key}` : key, tagged(member)]),
  );
}

function untagged(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(untagged);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === '$date') return new Date(typeof first[1] === 'number' ? first[1] : NaN);
  return Object.fromEntries(
    entries.map(([key, member]) => [key.startsWith('$$') ? key.slice(1) : key, untagged(member)]),
  );
}
