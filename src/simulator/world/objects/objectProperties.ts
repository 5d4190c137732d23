// Properties of new objects. Objects that are written one after the other mostly have equal ones, and share them.
import type { ObjectProperties } from './records.ts';

export const defaultProperties: ObjectProperties = {
  contentType: 'binary/octet-stream',
  contentEncoding: undefined,
  contentDisposition: undefined,
  contentLanguage: undefined,
  cacheControl: undefined,
  expires: undefined,
  websiteRedirectLocation: undefined,
  metadata: {},
  storageClass: 'STANDARD',
  encryption: { algorithm: 'AES256', kmsKeyId: undefined, bucketKey: undefined },
  archiveTier: undefined,
};

/** With S3's defaults for what is absent. `before` are those of another object, which are shared if they are equal. */
export function objectProperties(given: Partial<ObjectProperties>, before: ObjectProperties): ObjectProperties {
  const properties = { ...defaultProperties, ...given };
  return areEqual(properties, before) ? before : properties;
}

const names = Object.keys(defaultProperties) as (keyof ObjectProperties)[];

/** Dates are equal only if they are the same: then objects share less. */
function areEqual(one: ObjectProperties, other: ObjectProperties): boolean {
  const { encryption, metadata } = one;
  return names.every((name) => {
    if (name === 'encryption') return haveEqualMembers(encryption, other.encryption);
    return name === 'metadata' ? haveEqualMembers(metadata, other.metadata) : one[name] === other[name];
  });
}

function haveEqualMembers<Members extends object>(one: Members, other: Members): boolean {
  if (one === other) return true;
  const members = Object.keys(one) as (keyof Members)[];
  return members.length === Object.keys(other).length && members.every((name) => one[name] === other[name]);
}
