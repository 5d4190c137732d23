// What events of S3 say about the objects of a large job, of which a reading has only a sample. The manifest is read once, when the
// first event of another object arrives: it says which objects are of the job.
import type { FoundStatus } from '../aws/lookup/readStatuses.ts';
import type { RestoreProgress, RestoreState } from '../aws/s3control/restoreProgress.ts';
import { dateAt } from '../core/dateAt.ts';
import { GatewayError } from '../core/errors.ts';
import type { OpenManifest } from '../manifests/manifestPage.ts';
import type { ManifestRow } from '../manifests/readManifestRow.ts';
import type { FilePosition } from '../reports/filePosition.ts';
import { bucketOf } from './jobObjects.ts';
import { ObjectStates } from './objectStates.ts';
import { objectDigest, type SharedEvent, versionDigest } from './restoreEvent.ts';
import { readableUntilOf, restoreStateOf } from './restoreState.ts';
import type { ReadingSize } from './wholeReading.ts';

export interface EventCountsOptions {
  /** AWS's clock. */
  clock: { now(): number };
  /** Milliseconds that a copy must last to be used. */
  lead: number;
  /** The rows of the manifest. */
  objects: number;
  /** The objects that may still be counted, of all jobs that are followed. */
  room: { left: number };
  /** An event from before the job says nothing about it. In milliseconds. */
  since: number;
  open(): Promise<OpenManifest>;
}

/** Of all jobs that are followed: they take up to 72 MB. */
export const maxCountedObjects = 12_000_000;

/**
 * A reading of objects most of which are known by their events. A page is short enough that its digests do not keep other requests
 * waiting, and ten million objects take 2,000 pages.
 */
export const knownReading: ReadingSize = { pageRows: 5000, maxCalls: 4_000 };

export class EventCounts {
  readonly #options: EventCountsOptions;
  /** Null until an event arrives, and once the counts are closed. */
  #states: ObjectStates | null = null;
  #after: FilePosition | null = null;
  #isRead = false;
  #isClosed = false;
  /** The earliest end of a copy, in milliseconds. */
  #readableUntil = Number.POSITIVE_INFINITY;
  /** The last event that has changed a state, in milliseconds. */
  #changedAt = 0;

  constructor(options: EventCountsOptions) {
    this.#options = options;
  }

  /** Whether events wait for the manifest to be read. */
  get isWaiting(): boolean {
    return this.#states !== null && !this.#isRead;
  }

  /** Whether the event changes the counts, or the manifest must be read to know it. */
  take({ change, object, versionId, at, readableUntil }: SharedEvent): boolean {
    const state = this.#stateAfter(change, readableUntil);
    if (at < this.#options.since || state === null) return false;
    const states = this.#begin();
    if (!states) return false;
    // A manifest without versions names the current one.
    const names = new Set([object, versionDigest(object, versionId)]);
    let isChange = false;
    for (const name of names) {
      // An event of the request can be late.
      if (change === 'INITIATED' && states.stateOf(name) !== null) continue;
      if (states.note(name, state)) isChange = true;
    }
    if (!isChange) return this.isWaiting;
    if (state === 'READABLE') this.#noteEnd(readableUntil);
    // Clocks differ, and what is shown is never of the future.
    this.#changedAt = Math.max(this.#changedAt, Math.min(at, this.#options.clock.now()));
    return true;
  }

  /** What S3 was asked about one of the objects. */
  note(row: ManifestRow, found: FoundStatus): void {
    if (!this.#states || found instanceof GatewayError) return;
    const { clock, lead } = this.#options;
    const state = restoreStateOf(found, { now: clock.now(), lead });
    this.#states.note(nameOf(row), state);
    this.#noteEnd(readableUntilOf(found, state)?.getTime() ?? null);
  }

  /** Whether the object is of the job, and readable. */
  isReadable(row: ManifestRow): boolean {
    return this.#isRead && this.#states?.stateOf(nameOf(row)) === 'READABLE';
  }

  /** Reads the manifest. After a failure that may pass, the next call reads the rest; after any other one, nothing is counted. */
  async read(): Promise<void> {
    try {
      const manifest = await this.#options.open();
      while (this.isWaiting) {
        const { rows, next } = await manifest.page({ first: knownReading.pageRows, after: this.#after });
        // AWS has counted fewer rows.
        if (!rows.every((row) => this.#states?.add(nameOf(row)))) return this.close();
        this.#after = next;
        this.#isRead = next === null;
      }
      this.#states?.complete();
    } catch (error) {
      // It concerns this job alone: the watch of the others goes on.
      if (!(error instanceof GatewayError)) throw error;
      if (!error.retryable) this.close();
    }
  }

  /** Whether the manifest was read, so that the objects of the job are known. */
  get isRead(): boolean {
    return this.#states !== null && this.#isRead;
  }

  /** The progress of the sample or of a part of the objects, with what is known of the others. */
  with(progress: RestoreProgress): RestoreProgress {
    if (!this.#states || !this.#isRead) return progress;
    const { counts, objects } = this.#states;
    const checked = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const until = Math.min(this.#readableUntil, progress.readableUntil?.getTime() ?? Number.POSITIVE_INFINITY);
    return {
      ...progress,
      counts: { ...counts },
      checked,
      isWhole: progress.failure === null && checked === objects,
      asOf: dateAt(Math.max(this.#changedAt, progress.asOf?.getTime() ?? 0)),
      readableUntil: Number.isFinite(until) ? dateAt(until) : null,
    };
  }

  close(): void {
    if (this.#states) this.#options.room.left += this.#options.objects;
    this.#states = null;
    this.#isClosed = true;
  }

  #noteEnd(until: number | null): void {
    this.#readableUntil = Math.min(this.#readableUntil, until ?? Number.POSITIVE_INFINITY);
  }

  #begin(): ObjectStates | null {
    const { objects, room } = this.#options;
    if (this.#states || this.#isClosed || room.left < objects) return this.#states;
    room.left -= objects;
    this.#states = new ObjectStates(objects);
    return this.#states;
  }

  /** Null if the event says nothing that can be believed: a copy that is complete has not ended. */
  #stateAfter(change: SharedEvent['change'], readableUntil: number | null): RestoreState | null {
    if (change === 'INITIATED') return 'IN_PROGRESS';
    if (change === 'EXPIRED') return 'NOT_RESTORED';
    // Of Intelligent-Tiering: the object has left its archive tier.
    if (readableUntil === null) return 'READABLE';
    const { clock, lead } = this.#options;
    const left = readableUntil - clock.now();
    if (left <= 0) return null;
    return left < lead ? 'LUKEWARM' : 'READABLE';
  }
}

const nameOf = (row: ManifestRow): string => versionDigest(objectDigest(bucketOf(row), row.key), row.versionId);
