// Validation of vault tags: at most 50, at most ten a request, with AWS's common rules for keys and values.
import { invalidParameter, limitExceeded, missingParameter } from '../../http/errors.ts';

const TAGS_PER_VAULT = 50;
const TAGS_PER_REQUEST = 10;
const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

export function addTags(tags: Map<string, string>, added: Record<string, string>): void {
  const entries = Object.entries(added);
  checkCount(entries.length, 'Tags');
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > 128 || !characters.test(key)) throw invalidParameter(`Invalid tag key: ${key}`);
    if (key.startsWith('aws:')) throw invalidParameter(`Tag keys must not start with aws: ${key}`);
    if (value.length > 255 || !characters.test(value)) throw invalidParameter(`Invalid tag value: ${value}`);
  }
  const keys = new Set([...tags.keys(), ...Object.keys(added)]);
  if (keys.size > TAGS_PER_VAULT) throw limitExceeded(`The limit of ${TAGS_PER_VAULT} tags per vault is reached.`);
  for (const [key, value] of entries) tags.set(key, value);
}

export function removeTags(tags: Map<string, string>, keys: readonly string[]): void {
  checkCount(keys.length, 'TagKeys');
  for (const key of keys) tags.delete(key);
}

function checkCount(count: number, name: string): void {
  if (count === 0) throw missingParameter(name);
  if (count > TAGS_PER_REQUEST) throw invalidParameter(`${name} has more than ${TAGS_PER_REQUEST} entries: ${count}`);
}
