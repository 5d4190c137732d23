// Tags in one order. AWS compares the requests of Batch jobs that have the same token, and the order of tags has no meaning.
// Pure.

interface Tag {
  Key: string;
  Value: string;
}

/** The same structure of AWS, with each list of tags in it ordered by key. */
export function sortTags<T>(structure: T): T {
  return sorted(structure) as T;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    const members = value.map(sorted);
    return members.every(isTag) ? members.sort(({ Key: one }, { Key: other }) => (one < other ? -1 : 1)) : members;
  }
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, sorted(member)]));
}

/** Dates and the like are values. */
const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

const isTag = (value: unknown): value is Tag => isPlain(value) && 'Key' in value && 'Value' in value;
