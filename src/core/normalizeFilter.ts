// A filter in one form: what restricts nothing is omitted, and equal filters have equal JSON. Pure.

export function normalizeFilter(written: object): Record<string, unknown> {
  const conditions = Object.entries(written)
    .filter(([, value]) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => [name, Array.isArray(value) ? sortedSet(value) : value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(conditions);
}

function sortedSet(values: readonly unknown[]): unknown[] {
  const byText = new Map(values.map((value) => [JSON.stringify(value), value]));
  return [...byText.keys()].sort().map((text) => byText.get(text));
}
