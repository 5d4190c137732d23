// What is entered in the form for a new Batch job, as the API takes it. Pure.

/** Buckets are in the partition of the role: aws, aws-cn, aws-us-gov and others. */
export function arnOf({ role }: { role: string }, bucket: string): string {
  const [, partition = 'aws'] = /^arn:([\w-]+):/.exec(role.trim()) ?? [];
  return `arn:${partition}:s3:::${bucket.trim()}`;
}

/** White space is part of a key. */
export const linesOf = (text: string): string[] => text.split(/\r?\n/).filter((line) => line !== '');

export function tagOf(line: string): { key: string; value: string } {
  const [key = '', value = ''] = line.split(/=(.*)/s);
  return { key, value };
}

export const textOrNull = (text: string): string | null => (text === '' ? null : text);

/** The beginning of a day in UTC; null without a day. */
export const timeOrNull = (day: string): string | null => (day === '' ? null : `${day}T00:00:00Z`);
