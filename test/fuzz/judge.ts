// What is wrong with an answer of the gateway, whatever was sent.
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import type { World } from './readWorld.ts';
import { type FuzzedGateway, secrets } from './startFuzzedGateway.ts';
import type { Answer, Target } from './target.ts';

const root = resolve(import.meta.dirname, '../..');

const stack = /\n\s+at |node_modules|node:internal|gateway\.cjs|\.[cm]?[jt]s:\d+|originalError/;
const systemCodes = /\bE(?:CONN[A-Z]+|NOENT|ACCES|MFILE|PIPE|NOTFOUND|ADDR[A-Z]+)\b|\bERR_[A-Z_]+\b|\bHPE_[A-Z_]+\b/;

/** The gateway's own refusal of new work: with Retry-After, and nobody else is affected. */
const isShed = (text: string): boolean => /\r\nretry-after: \d+/i.test(text) || text.includes('"retryAfterSeconds"');

/** What is wrong with the answer to an input, as far as its target knows; null if nothing is. */
export function faultIn(
  target: Target,
  input: unknown,
  answer: Answer,
  gateway: FuzzedGateway,
  world: World,
): string | null {
  const fault = faultOf(answer, gateway.awsUrl);
  if (fault !== null && !target.allows?.(input, fault, gateway)) return fault;
  return target.judge?.(input, answer, gateway, world) ?? null;
}

/** `awsUrl` is the address that only the gateway knows. */
function faultOf({ statuses, text, isLate }: Answer, awsUrl: string): string | null {
  if (isLate) return 'no answer';
  const failed = statuses.find((status) => status >= 500);
  if (failed !== undefined && !(failed === 503 && isShed(text))) return `status ${failed}`;
  // With its quotes: an input may have the word, and a message repeats it.
  if (text.includes('"code":"INTERNAL_SERVER_ERROR"')) return 'code INTERNAL_SERVER_ERROR';
  // The page of GraphiQL is a program, whose libraries it names.
  const isPage = /\r\ncontent-type: text\/html/i.test(text);
  const internals = isPage ? undefined : (stack.exec(text)?.[0] ?? systemCodes.exec(text)?.[0]);
  if (internals !== undefined) return `internals: ${internals.trim()}`;
  const { host } = new URL(awsUrl);
  const private_ = [root, homedir(), host, ...Object.values(secrets)].find((value) => text.includes(value));
  return private_ === undefined ? null : `a private value: ${private_.slice(0, 6)}...`;
}
