// The objects of a restore job that somebody follows, from its first reading on. A manifest of up to 1,000 objects is read as a
// whole, a larger one as a sample; all objects of a large one are read once the sample shows that no restore is in progress. Only
// objects that are not readable yet are read again. Events of S3 change what is known without a call, until the next reading;
// those of objects outside the sample are counted.
import type { AwsSession } from '../aws/client/awsSession.ts';
import type { FoundStatus } from '../aws/lookup/readStatuses.ts';
import { type ObjectStatus, unreadableRestore } from '../aws/s3/objectRestore.ts';
import type { RestoreProgress } from '../aws/s3control/restoreProgress.ts';
import { dateAt } from '../core/dateAt.ts';
import { GatewayError } from '../core/errors.ts';
import { batchPhaseOf } from '../jobs/batchJobState.ts';
import type { ManifestRow } from '../manifests/readManifestRow.ts';
import { EventCounts, knownReading } from './eventCounts.ts';
import { bucketOf, mayPass, openJobManifest, type RestoreJob, statusesOf } from './jobObjects.ts';
import type { ReadingTurns } from './readingTurns.ts';
import { type ReadingOptions, totalOf } from './readProgress.ts';
import { objectDigest, type SharedEvent } from './restoreEvent.ts';
import { restorePause, resumePause } from './restorePace.ts';
import { restoreStateOf } from './restoreState.ts';
import { isWaiting, RestoreTally } from './restoreTally.ts';
import { type SampleSize, sampleManifest, sampleSize } from './sampleManifest.ts';
import { plainReading, type ReadingEnd, WholeReading } from './wholeReading.ts';

interface KnownObject {
  row: ManifestRow;
  found: FoundStatus;
  /** When S3 was asked, or the time of the event, in milliseconds. */
  at: number;
  /** Whether an event says so: the next reading asks S3. */
  isByEvent: boolean;
}

export interface FollowOptions extends ReadingOptions {
  /** The objects outside samples that events may still count, of all jobs that are followed. */
  eventRoom: { left: number };
  /** Of the readings of all objects of a job, of all jobs that are followed. */
  turns: ReadingTurns;
}

/** A reading of all objects that goes on after pauses and failures. */
interface LongReading {
  tally: RestoreTally;
  pages: WholeReading;
  /** In milliseconds of AWS's clock. */
  since: number;
}

/** What was counted before is too old then: the reading begins anew. In milliseconds of AWS's clock. */
const longestReading = 3_600_000;

/** Before one of them is readable, so few of the objects are looked at. */
const probedObjects = 25;

export class FollowedRestores {
  readonly #aws: AwsSession;
  readonly #options: FollowOptions;
  readonly #size: SampleSize;
  #known: readonly KnownObject[] | null = null;
  /** By the digest of their names. */
  readonly #byName = new Map<string, KnownObject[]>();
  /** Whether one of the objects has become readable since the first reading. */
  #hasBegun = false;
  #isWhole = false;
  /** Of all objects of a manifest that is larger than its sample; null for a small one. */
  #events: EventCounts | null = null;
  /** Of a manifest that is larger than its sample, once all its objects were read. */
  #wholeProgress: RestoreProgress | null = null;
  /** Null unless a reading of all objects waits for its turn, or was interrupted. */
  #reading: LongReading | null = null;
  /** The last reading, if the manifest could not be read. */
  #failed: RestoreProgress | null = null;
  #asOf: number | null = null;
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(aws: AwsSession, options: FollowOptions, size = sampleSize) {
    this.#aws = aws;
    this.#size = size;
    this.#options = options;
  }

  /** The buckets of the objects whose events matter. */
  get buckets(): ReadonlySet<string> {
    return new Set((this.#known ?? []).map(({ row }) => bucketOf(row)));
  }

  /** Reads what is due. A failure that may pass is thrown; any other one is a part of the result. */
  async progress(of: RestoreJob): Promise<RestoreProgress> {
    const now = this.#options.clock.now();
    // The job is followed first.
    if (batchPhaseOf(of.job) !== 'DONE') return this.#tally(of).progress({ asOf: null, isWhole: false });
    try {
      if (this.#events?.isWaiting) await this.#readForEvents(this.#events);
      // Events alone do not end it: S3 confirms them, and has the other objects of a large job.
      const present = this.#failed ?? this.#present(of);
      if (now < this.#nextAt && !present.isSettled) return present;
      await this.#read(of, now);
    } catch (error) {
      if (!(error instanceof GatewayError) || error.retryable) throw error;
      const tally = this.#tally(of);
      tally.fail(error);
      this.#failed = tally.progress({ asOf: now, isWhole: false });
      this.#nextAt = now + restorePause(this.#failed, now);
      return this.#failed;
    }
    this.#failed = null;
    const progress = this.#present(of);
    this.#nextAt = now + (this.#reading ? resumePause : restorePause(progress, now));
    return progress;
  }

  /**
   * Whether the event changes what is known. One that is older than the last reading of its object does not, nor one that says a
   * copy is complete which cannot be read.
   */
  take(event: SharedEvent): boolean {
    const { object, versionId } = event;
    const sampled = (this.#byName.get(object) ?? []).filter(
      ({ row }) => row.versionId === null || versionId === null || row.versionId === versionId,
    );
    const changes =
      sampled.length > 0 ? sampled.map((known) => this.#change(known, event)) : [this.#events?.take(event) ?? false];
    if (!changes.includes(true)) return false;
    const now = this.#options.clock.now();
    // Clocks differ, and an event can be of any time. What is shown is never of the future.
    this.#asOf = Math.min(now, Math.max(this.#asOf ?? event.at, event.at));
    return true;
  }

  /** Whether the event changes what is known of an object that was read. */
  #change(known: KnownObject, { change, at, readableUntil }: SharedEvent): boolean {
    const { clock, lead } = this.#options;
    const { row, found } = known;
    if (at < known.at || found === null || found instanceof GatewayError) return false;
    const restore =
      change === 'EXPIRED'
        ? null
        : {
            isInProgress: change === 'INITIATED',
            expiresAt: readableUntil === null ? null : dateAt(readableUntil),
          };
    const next = withRestore(found, restore);
    if (isSameRestore(found, next)) return false;
    if (change === 'COMPLETED' && restoreStateOf(next, { now: clock.now(), lead }) === 'NOT_RESTORED') return false;
    known.found = next;
    known.at = at;
    known.isByEvent = true;
    this.#hasBegun ||= change === 'COMPLETED';
    this.#events?.note(row, next);
    return true;
  }

  /** Nothing of it is needed any more. */
  close(): void {
    this.#events?.close();
    this.#options.turns.end(this);
  }

  #tally(of: RestoreJob): RestoreTally {
    return new RestoreTally(of, { now: this.#options.clock.now(), lead: this.#options.lead });
  }

  #present(of: RestoreJob): RestoreProgress {
    const known = this.#wholeProgress ?? this.#ofKnown(of);
    const progress = this.#events?.with(known) ?? known;
    return this.#reading ? { ...progress, isSettled: false } : progress;
  }

  /** `failure`: why no others can be read. */
  #ofKnown(of: RestoreJob, failure?: GatewayError): RestoreProgress {
    const tally = this.#tally(of);
    for (const { row, found } of this.#known ?? []) tally.add(bucketOf(row), found);
    if (failure) tally.fail(failure);
    return tally.progress({ asOf: this.#asOf, isWhole: this.#isWhole });
  }

  async #read(of: RestoreJob, now: number): Promise<void> {
    if (this.#wholeProgress === null) await this.#readKnown(of, now);
    if (this.#isWhole || !this.#ofKnown(of).isSettled) return;
    await this.#readAll(of, now);
  }

  /** Reads the objects, or those again that may have changed. */
  async #readKnown(of: RestoreJob, now: number): Promise<void> {
    const isFirst = this.#known === null;
    const known = this.#known ?? (await this.#open(of));
    const context = { now, lead: this.#options.lead };
    const isOpen = ({ found, isByEvent }: KnownObject) =>
      isByEvent ||
      (found instanceof GatewayError ? mayPass(found, of, now) : isWaiting(restoreStateOf(found, context)));
    const waiting = isFirst ? known : known.filter(isOpen);
    const [some, others] = isFirst || this.#hasBegun ? [waiting, []] : split(waiting);
    await this.#update(of, some, now);
    if (!isFirst && !some.every(isOpen)) this.#hasBegun = true;
    if (this.#hasBegun && others.length > 0) await this.#update(of, others, now);
    this.#asOf = now;
  }

  async #open(of: RestoreJob): Promise<readonly KnownObject[]> {
    const manifest = await openJobManifest(this.#aws, of, this.#options);
    const { rows, isWhole } = await sampleManifest(manifest, totalOf(of), this.#size);
    const known = rows.map((row): KnownObject => ({ row, found: null, at: 0, isByEvent: false }));
    for (const each of known) {
      const name = objectDigest(bucketOf(each.row), each.row.key);
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), each]);
    }
    this.#isWhole = isWhole;
    this.#known = known;
    const total = totalOf(of);
    if (!isWhole && total !== null) this.#events = this.#countsOf(of, total);
    return known;
  }

  #countsOf(of: RestoreJob, objects: number): EventCounts {
    const { clock, lead, eventRoom: room } = this.#options;
    const open = () => openJobManifest(this.#aws, of, this.#options);
    return new EventCounts({ clock, lead, room, objects, since: of.job.creationDate.getTime(), open });
  }

  async #readForEvents(events: EventCounts): Promise<void> {
    await events.read();
    for (const { row, found } of this.#known ?? []) events.note(row, found);
  }

  async #update(of: RestoreJob, objects: readonly KnownObject[], now: number): Promise<void> {
    const found = await statusesOf(
      this.#aws,
      of.job,
      objects.map(({ row }) => row),
    );
    const failures = found.filter((each) => each instanceof GatewayError);
    if (failures[0]?.retryable && failures.length === found.length) throw failures[0];
    for (const [index, object] of objects.entries()) {
      object.found = found[index] ?? null;
      object.at = now;
      object.isByEvent = false;
      this.#events?.note(object.row, object.found);
    }
  }

  /** All objects of a large manifest, in constant memory. */
  async #readAll(of: RestoreJob, now: number): Promise<void> {
    const isRecent = this.#reading !== null && now - this.#reading.since < longestReading;
    const reading = isRecent && this.#reading ? this.#reading : this.#beginReading(of, now);
    this.#reading = reading;
    const { turns } = this.#options;
    if (!turns.begin(this)) return;
    let end: ReadingEnd | null = null;
    try {
      end = await reading.pages.goOn();
      if (end === 'PAUSED') return;
      this.#wholeProgress = reading.tally.progress({ asOf: reading.since, isWhole: end === 'WHOLE' });
      this.#reading = null;
    } catch (error) {
      // It concerns this job alone: the watch of the others goes on.
      if (!(error instanceof GatewayError)) throw error;
      if (error.retryable) return;
      // As of a manifest that was deleted meanwhile. The sample is what is known.
      this.#wholeProgress = this.#ofKnown(of, error);
      this.#reading = null;
    } finally {
      // After a failure too: the readings of other jobs may succeed.
      if (end !== 'PAUSED') turns.end(this);
    }
  }

  #beginReading(of: RestoreJob, now: number): LongReading {
    const tally = this.#tally(of);
    const events = this.#events;
    const pages = new WholeReading({
      size: events?.isRead ? knownReading : plainReading,
      turns: this.#options.turns,
      isKnown: (row) => events?.isReadable(row) ?? false,
      open: () => openJobManifest(this.#aws, of, this.#options),
      statusesOf: (rows, budget) => statusesOf(this.#aws, of.job, rows, budget),
      count: (row, found) => {
        tally.add(bucketOf(row), found);
        events?.note(row, found);
      },
    });
    return { tally, pages, since: now };
  }
}

/** Some of the objects, spread over all of them, and the others. */
function split(objects: readonly KnownObject[]): [KnownObject[], KnownObject[]] {
  const step = Math.ceil(objects.length / probedObjects);
  return [objects.filter((_, index) => index % step === 0), objects.filter((_, index) => index % step !== 0)];
}

const withRestore = (status: ObjectStatus, restore: ObjectStatus['restore']): ObjectStatus => ({
  ...status,
  restore,
  // An Intelligent-Tiering object leaves its archive tier.
  archiveStatus: restore && restore !== unreadableRestore && !restore.isInProgress ? null : status.archiveStatus,
});

const isSameRestore = (one: ObjectStatus, other: ObjectStatus): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
