/** The tags of all objects without any. */
export const noTags: ReadonlyMap<string, string> = new Map();
