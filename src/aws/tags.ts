// Tags: a list of pairs in GraphQL, a map in AWS's JSON.

export interface TagRecord {
  key: string;
  value: string;
}

export const fromTags = (tags: readonly TagRecord[]): Record<string, string> =>
  Object.fromEntries(tags.map(({ key, value }) => [key, value]));
