// The id of an event: how far each of its feed's watches had come, and in which life of their versions. Pure.

export const resumeId = (life: string, versions: readonly number[]): string => [life, ...versions].join('.');

/** Longer ones are nobody's: a subscription may name jobs of so many places at most. */
const longest = 4096;

/** The versions; null for what is no id, or one of another life. */
export function parseResumeId(id: string, life: string): number[] | null {
  if (id.length > longest) return null;
  const [name, ...versions] = id.split('.');
  if (name !== life || versions.length === 0 || !versions.every((version) => /^\d{1,15}$/.test(version))) return null;
  return versions.map(Number);
}
