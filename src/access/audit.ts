// The audit: a line for each mutation, whatever came of it, at every level of the log but silent. Values stand in fields
// of JSON, so that none can look like another line; of what callers send, only names and ids of things are told.
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';

export interface AuditLine {
  /** Who. */
  caller: string;
  /** The mutation. */
  operation: string;
  account: string | null;
  region: string | null;
  /** Names and ids of the things it is about. */
  what: Readonly<Record<string, string>>;
  /** Of the caller's choosing, so it is told as its hash; null where there is none. */
  idempotencyKey: string | null;
  /** OK, or the code of the error. */
  result: string;
  awsRequestId: string | null;
}

export type Audit = (line: AuditLine) => void;

/** What a caller sends of any length, is told so far. */
const longest = 256;

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** The same key has the same, so that it can be looked for. */
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16);

export function createAudit(log: Logger): Audit {
  const lines = log.child({ audit: true }, log.level === 'silent' ? {} : { level: 'info' });
  return ({ what, account, region, idempotencyKey, ...line }) =>
    lines.info(
      {
        ...line,
        account: account && cut(account),
        region: region && cut(region),
        what: Object.fromEntries(Object.entries(what).map(([name, value]) => [name, cut(value)])),
        idempotencyKey: idempotencyKey === null ? null : hashOf(idempotencyKey),
      },
      'mutation',
    );
}
