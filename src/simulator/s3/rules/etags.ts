/** An ETag as the wire has it. */
export const quoted = (etag: string): string => `"${etag}"`;

export const unquoted = (etag: string): string => etag.replaceAll('"', '');
