// The audit log: one line per mutation, successful or not, at every log level except silent. Values are JSON fields, so none
// can forge another line. Of the input, only names and ids of resources are logged.
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';

export interface AuditLine {
  /** The id of the caller. */
  caller: string;
  /** The name of the mutation. */
  operation: string;
  account: string | null;
  region: string | null;
  /** Names and ids of the resources. */
  what: Readonly<Record<string, string>>;
  /** The caller chooses it freely, so the log contains its hash; null without a key. */
  idempotencyKey: string | null;
  /** OK, or the error code. */
  result: string;
  awsRequestId: string | null;
}

export type Audit = (line: AuditLine) => void;

/** Longer values are truncated. */
const maxLength = 256;

const truncate = (text: string): string => (text.length > maxLength ? `${text.slice(0, maxLength)}…` : text);

/** Equal for equal keys, so that operators can search for a key. */
const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 16);

export function createAudit(log: Logger): Audit {
  const lines = log.child({ audit: true }, log.level === 'silent' ? {} : { level: 'info' });
  return ({ what, account, region, idempotencyKey, ...line }) =>
    lines.info(
      {
        ...line,
        account: account && truncate(account),
        region: region && truncate(region),
        what: Object.fromEntries(Object.entries(what).map(([name, value]) => [name, truncate(value)])),
        idempotencyKey: idempotencyKey === null ? null : hashOf(idempotencyKey),
      },
      'mutation',
    );
}
