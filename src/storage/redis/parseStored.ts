// Parsers of what Redis stores and delivers. The server is shared with others: a value of the wrong shape is undefined.
import type { StartedJob } from '../../starts/reservations.ts';
import type { Interest, PollResult, VersionedSnapshot, WatchEvent, WatchFailure } from '../../watch/watchStore.ts';
import { decode } from './codec.ts';

/** The gateway sends none that is longer; the id of a job has 92 characters. */
const maxMessageLength = 1_000;

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const areStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((member) => typeof member === 'string');

export function parseEvent(message: string): WatchEvent | undefined {
  const event = message.length > maxMessageLength ? undefined : decode(message);
  if (!isObject(event)) return undefined;
  const { kind, hint } = event;
  if (kind === 'changes') return { kind };
  return kind === 'wake' && (hint === null || typeof hint === 'string') ? { kind, hint } : undefined;
}

export const isDate = (value: unknown): boolean => value instanceof Date && !Number.isNaN(value.getTime());

/** Checks what watches and lists compute with. Another wrong field is an error of the query that asks for it. */
export function isJob(value: unknown, id: string): boolean {
  if (!isObject(value)) return false;
  const { kind, jobId, creationDate, completionDate } = value;
  const hasKind = kind === 'GlacierJob' || kind === 'BatchJob';
  return hasKind && jobId === id && isDate(creationDate) && (completionDate === null || isDate(completionDate));
}

function isObservation(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { at, isNew, past, since } = value;
  const isStep = (step: unknown) =>
    isObject(step) &&
    typeof step['version'] === 'number' &&
    (step['status'] === null || typeof step['status'] === 'string');
  const hasSince = since === null || typeof since === 'number';
  return typeof at === 'number' && typeof isNew === 'boolean' && hasSince && Array.isArray(past) && past.every(isStep);
}

/** From the version, a space, and the snapshot. */
export function parseSnapshot(text: unknown): VersionedSnapshot | undefined {
  const [, version, rest] = (typeof text === 'string' && /^(\d+) (.*)$/s.exec(text)) || [];
  const snapshot = rest === undefined ? undefined : decode(rest);
  if (!isObject(snapshot)) return undefined;
  const { jobId, job, details, observation, expiresSoon } = snapshot;
  if (typeof jobId !== 'string' || !(details === null || isObject(details))) return undefined;
  if ((job !== null && !isJob(job, jobId)) || !isObservation(observation)) return undefined;
  if (expiresSoon !== undefined && expiresSoon !== true) return undefined;
  return { ...(snapshot as unknown as VersionedSnapshot), version: Number(version) };
}

const isFailure = (value: unknown): boolean =>
  isObject(value) && typeof value['code'] === 'string' && typeof value['message'] === 'string';

export function parseFailure(text: unknown): WatchFailure | undefined {
  const failure = typeof text === 'string' ? decode(text) : undefined;
  return isFailure(failure) ? (failure as WatchFailure) : undefined;
}

export function parseLastPoll(text: unknown): Omit<PollResult, 'snapshots' | 'forgotten'> | undefined {
  const lastPoll = typeof text === 'string' ? decode(text) : undefined;
  if (!isObject(lastPoll)) return undefined;
  const { at, sweptAt, failure } = lastPoll;
  if (typeof at !== 'number' || !(sweptAt === null || typeof sweptAt === 'number')) return undefined;
  return failure === null || isFailure(failure)
    ? (lastPoll as unknown as Omit<PollResult, 'snapshots' | 'forgotten'>)
    : undefined;
}

export function parseInterest(text: unknown): Interest | undefined {
  const interest = typeof text === 'string' ? decode(text) : undefined;
  if (!isObject(interest)) return undefined;
  const { all, jobIds, detailed } = interest;
  const isInterest = typeof all === 'boolean' && areStrings(jobIds) && (detailed === 'all' || areStrings(detailed));
  return isInterest ? { all, jobIds, detailed } : undefined;
}

export function parseStartedJob(text: string): StartedJob | undefined {
  const started = decode(text);
  if (!isObject(started)) return undefined;
  const { jobId, location, jobOutputPath, startedAt, eTag } = started;
  const hasTexts = typeof jobId === 'string' && typeof location === 'string' && typeof startedAt === 'number';
  const isJob = hasTexts && (jobOutputPath === null || typeof jobOutputPath === 'string');
  if (!isJob) return undefined;
  const job = { jobId, location, jobOutputPath, startedAt };
  return typeof eTag === 'string' ? { ...job, eTag } : job;
}
