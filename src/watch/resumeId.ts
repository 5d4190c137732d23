// The ID of an event: the version that each source of the feed had reached, after a prefix that identifies the feed and the
// epochs of the versions. While more events follow at once, the ID up to which the client has everything comes after a ~:
// nothing if it has not received the whole current state yet.

export const formatResumeId = (prefix: string, versions: readonly number[]): string => [prefix, ...versions].join('.');

/** The gateway gives out no longer ones: the number of sources of a subscription is limited. */
const maxLength = 8192;

/** The versions; null for an ID of another feed or of other epochs, or for text that is no ID. */
export function parseResumeId(id: string, prefix: string): number[] | null {
  if (id.length > maxLength) return null;
  const [name, ...versions] = id.split('.');
  if (name !== prefix || versions.length === 0 || !versions.every((version) => /^\d{1,15}$/.test(version))) return null;
  return versions.map(Number);
}

/** `completeId` is the ID up to which the client has everything. */
export const withCompleteId = (id: string, completeId: string): string => `${id}~${completeId}`;

/** The ID of what was received last, and the one up to which the client has everything. */
export function splitResumeId(id: string): { receivedId: string; completeId: string } {
  const at = id.indexOf('~');
  return at < 0 ? { receivedId: id, completeId: id } : { receivedId: id.slice(0, at), completeId: id.slice(at + 1) };
}
