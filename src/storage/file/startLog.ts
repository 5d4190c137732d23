// The text of the file that keeps reservations: one line for each change, the last one of an id counts. Pure. Each line
// begins with a digest of itself, so that damage is noticed. Times are milliseconds of running time: the file's clock
// stops while no gateway runs, and nobody can set it.
import { createHash } from 'node:crypto';
import type { StartedJob } from '../../starts/reservations.ts';
import type { KeptReservation } from '../memory/reservations.ts';

export type StartLogEntry =
  /** The first line. Starts before `completeSince` are not in the file. */
  | { kind: 'begin'; at: number; completeSince: number; secretDigest?: string | undefined }
  | { kind: 'reservation'; at: number; id: string; reservation: KeptReservation }
  /** It ended without a trace. */
  | { kind: 'forgotten'; at: number; id: string }
  /** So much time has passed. */
  | { kind: 'time'; at: number };

export interface StartLog {
  /** The latest time in the file. */
  time: number;
  completeSince: number;
  /** Of the secret that the ids of the reservations depend on; null if it is not known. */
  secretDigest: string | null;
  reservations: Map<string, { at: number; reservation: KeptReservation }>;
  /** The number of entries. */
  length: number;
  /**
   * Whether lines before the last one are damaged, or the end is missing. A last line that is incomplete is no damage: its
   * writer did not go on.
   */
  isDamaged: boolean;
}

const digestLength = 8;
const digestOf = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, digestLength);

export function formatEntry(entry: StartLogEntry): string {
  const text = JSON.stringify(entry);
  return `${digestOf(text)} ${text}\n`;
}

/** `keptLength`: how many bytes were known to be in the file. */
export function parseStartLog(text: string, keptLength = 0): StartLog {
  const isCut = Buffer.byteLength(text) < keptLength;
  const log: StartLog = {
    time: 1,
    completeSince: 1,
    secretDigest: null,
    reservations: new Map(),
    length: 0,
    isDamaged: isCut,
  };
  const lines = text.split('\n');
  // What follows the last line break was not written to its end.
  lines.pop();
  for (const [number, line] of lines.entries()) {
    const entry = parseEntry(line);
    if (!entry || (number === 0) !== (entry.kind === 'begin')) log.isDamaged = true;
    if (entry) apply(log, entry);
  }
  if (lines.length === 0 && text !== '') log.isDamaged = true;
  return log.isDamaged ? untilNow(log) : log;
}

/** An entry can be missing: each start that is not finished can have been sent as late as at the end of the file. */
function untilNow(log: StartLog): StartLog {
  const { time } = log;
  for (const { reservation } of log.reservations.values()) {
    if (reservation.started) continue;
    reservation.since = time;
    if (reservation.sentAt !== null) reservation.sentAt = time;
  }
  return { ...log, completeSince: time };
}

function apply(log: StartLog, entry: StartLogEntry): void {
  log.length += 1;
  log.time = Math.max(log.time, entry.at);
  if (entry.kind === 'begin') {
    log.completeSince = Math.max(log.completeSince, entry.completeSince);
    log.secretDigest = entry.secretDigest ?? null;
  }
  if (entry.kind === 'forgotten') log.reservations.delete(entry.id);
  if (entry.kind === 'reservation') log.reservations.set(entry.id, entry);
}

function parseEntry(line: string): StartLogEntry | null {
  const text = line.slice(digestLength + 1);
  if (line !== `${digestOf(text)} ${text}`) return null;
  // The digest shows that a gateway has written it. Another version may have had other entries.
  const entry = JSON.parse(text) as StartLogEntry;
  return isEntry(entry) ? entry : null;
}

const isDigest = (value: unknown): boolean => value === undefined || typeof value === 'string';

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);

function isEntry(entry: Partial<Record<string, unknown>>): boolean {
  if (!isTime(entry['at'])) return false;
  if (entry['kind'] === 'begin') return isTime(entry['completeSince']) && isDigest(entry['secretDigest']);
  if (entry['kind'] === 'time') return true;
  if (typeof entry['id'] !== 'string') return false;
  return entry['kind'] === 'forgotten' || (entry['kind'] === 'reservation' && isReservation(entry['reservation']));
}

function isReservation(value: unknown): value is KeptReservation {
  if (typeof value !== 'object' || value === null) return false;
  const { fingerprint, sentAt, started, since } = value as Partial<Record<keyof KeptReservation, unknown>>;
  const hasTimes = isTime(since) && (sentAt === null || isTime(sentAt));
  return typeof fingerprint === 'string' && hasTimes && (started === null || isStartedJob(started));
}

function isStartedJob(value: unknown): value is StartedJob {
  if (typeof value !== 'object' || value === null) return false;
  const { jobId, location, jobOutputPath, startedAt, eTag } = value as Partial<Record<keyof StartedJob, unknown>>;
  const hasPath = jobOutputPath === null || typeof jobOutputPath === 'string';
  const hasTexts = typeof jobId === 'string' && typeof location === 'string';
  return hasTexts && hasPath && isTime(startedAt) && (eTag === undefined || typeof eTag === 'string');
}
