// JSON with a path. CloudBerry (now MSP360): {"Path":"...","UTCDateModified":"20100310T110623Z","Flags":1}, the
// path in UTF-7. QNAP's Glacier app: {"path":"/share/a.pdf","type":"file"}. Home-made ones have `filename` or `name`.
// https://tkhrssk.hatenablog.com/entry/2021/08/22/135646 (quotes CloudBerry's own answer)
// https://github.com/6bee/qnap-backup-recovery-tool
import { parseJson } from '../../core/parseJson.ts';
import { decodeUtf7 } from './decodeUtf7.ts';
import { type FileDetails, fileName } from './fileDetails.ts';

const nameKeys = ['path', 'filename', 'name'];
const timeKeys = ['utcdatemodified', 'mtime', 'lastmodified'];

/** Parses a JSON object; null for anything else. */
export function jsonObject(text: string): Record<string, unknown> | null {
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}

/** Null if the description has another format: {draft} notes.txt is a name. */
export function decodeJson(text: string): FileDetails | null {
  if (!/^\{\s*["}]/.test(text)) return null;
  const object = jsonObject(text) ?? {};
  const members = new Map(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]));
  const name = firstOf(members, nameKeys);
  // Only CloudBerry has this key, and only CloudBerry writes UTF-7.
  const path = typeof name === 'string' && members.has('utcdatemodified') ? decodeUtf7(name) : name;
  return { name: fileName(path), time: firstOf(members, timeKeys) };
}

const firstOf = (members: ReadonlyMap<string, unknown>, keys: readonly string[]): unknown =>
  members.get(keys.find((key) => members.has(key)) ?? '');
