// What Redis holds and delivers, made ours again. The server is other people's too: whatever has not the right shape is
// undefined.
import type { Interest, Look, VersionedSighting, WatchEvent } from '../../live/watchStore.ts';
import { decode } from './codec.ts';

/** No message of ours is longer; a job's id has 92 characters. */
const longestMessage = 1_000;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const areStrings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((member) => typeof member === 'string');

export function readEvent(message: string): WatchEvent | undefined {
  const event = message.length > longestMessage ? undefined : decode(message);
  if (!isObject(event)) return undefined;
  const { kind, hint } = event;
  if (kind === 'news') return { kind };
  return kind === 'wake' && (hint === null || typeof hint === 'string') ? { kind, hint } : undefined;
}

/** Of the version, a space, and the sighting. */
export function readSighting(text: unknown): VersionedSighting | undefined {
  const [, version, rest] = (typeof text === 'string' && /^(\d+) (.*)$/s.exec(text)) || [];
  const sighting = rest === undefined ? undefined : decode(rest);
  if (!isObject(sighting)) return undefined;
  const { jobId, job, details } = sighting;
  const isJob = job === null || (isObject(job) && (job['kind'] === 'GlacierJob' || job['kind'] === 'BatchJob'));
  if (typeof jobId !== 'string' || !isJob || !(details === null || isObject(details))) return undefined;
  return { ...(sighting as unknown as VersionedSighting), version: Number(version) };
}

export function readLooked(text: unknown): Omit<Look, 'sightings' | 'forgotten'> | undefined {
  const looked = typeof text === 'string' ? decode(text) : undefined;
  if (!isObject(looked)) return undefined;
  const { at, sweptAt, failure } = looked;
  const hasFailure = isObject(failure) && typeof failure['code'] === 'string' && typeof failure['message'] === 'string';
  if (typeof at !== 'number' || !(sweptAt === null || typeof sweptAt === 'number')) return undefined;
  return failure === null || hasFailure ? (looked as unknown as Omit<Look, 'sightings' | 'forgotten'>) : undefined;
}

export function readInterest(text: unknown): Interest | undefined {
  const interest = typeof text === 'string' ? decode(text) : undefined;
  if (!isObject(interest)) return undefined;
  const { all, jobIds, detailed } = interest;
  const isInterest = typeof all === 'boolean' && areStrings(jobIds) && (detailed === 'all' || areStrings(detailed));
  return isInterest ? { all, jobIds, detailed } : undefined;
}
