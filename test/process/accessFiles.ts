// Files of keys and of a policy, for callers who may read everything.
import { createHash } from 'node:crypto';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const keysOf = (name: string, expiry: { expiresAt?: string } = {}) => [{ sha256: sha256(`key-of-${name}`), ...expiry }];

export const keysFile = (...names: string[]): string =>
  JSON.stringify(Object.fromEntries(names.map((name) => [name, keysOf(name)])));

/** The same with keys that expire: name -> time. */
export const expiringKeysFile = (times: Record<string, string>): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(times).map(([name, expiresAt]) => [name, keysOf(name, { expiresAt })])),
  );

const everywhere = { resources: ['*/*', '*/*/*'], actions: ['read'] };

export const policyFile = (...names: string[]): string =>
  JSON.stringify(names.map((name) => ({ callers: { keys: [name] }, rules: [everywhere] })));

export const bearer = (name: string) => ({ authorization: `Bearer key-of-${name}` });
