// The states of the restores of many objects of a bucket, in few calls: planStatuses.ts decides which. An object that does not
// exist is null, and one that could not be read an error, for that object alone.

import { ForbiddenError, type GatewayError } from '../../core/errors.ts';
import type { AwsSession } from '../client/awsSession.ts';
import type { BucketSource } from '../s3/atBucket.ts';
import { headObject, headObjectOperation } from '../s3/headObject.ts';
import type { ListRequest, ObjectList } from '../s3/listedObject.ts';
import { listObjectsV2 } from '../s3/listObjectsV2.ts';
import { listObjectVersions } from '../s3/listObjectVersions.ts';
import type { ObjectStatus } from '../s3/objectRestore.ts';
import { nullOrError } from './findMany.ts';
import { commonPrefix, compareKeys, keyBefore } from './keyOrder.ts';
import { headsPerList, planStatuses } from './planStatuses.ts';

export interface WantedObject {
  readonly key: string;
  /** Null for the current version. */
  readonly versionId: string | null;
}

export type FoundStatus = ObjectStatus | null | GatewayError;

/** The AWS calls that a reading may still make. It is not stopped, and begins no other part without them. */
export interface CallBudget {
  left: number;
}

/** The results have the order of the objects. */
export async function readStatuses(
  aws: AwsSession,
  source: BucketSource,
  objects: readonly WantedObject[],
  budget: CallBudget = { left: 0 },
): Promise<FoundStatus[]> {
  const found = new Map<string, FoundStatus>();
  const unique = [...new Map(objects.map((object) => [nameOf(object), object])).values()];
  await Promise.all([
    new Reading({ aws, source, found, budget }, listObjectsV2).read(
      unique.filter(({ versionId }) => versionId === null),
    ),
    new Reading({ aws, source, found, budget }, listObjectVersions).read(
      unique.filter(({ versionId }) => versionId !== null),
    ),
  ]);
  return objects.map((object) => found.get(nameOf(object)) ?? null);
}

/** No version ID contains a slash. */
const nameOf = ({ key, versionId }: WantedObject): string => `${versionId ?? ''}/${key}`;

type ListPage = (aws: AwsSession, source: BucketSource, request: ListRequest) => Promise<ObjectList>;

interface ReadingOptions {
  aws: AwsSession;
  source: BucketSource;
  found: Map<string, FoundStatus>;
  budget: CallBudget;
}

class Reading {
  readonly #aws: AwsSession;
  readonly #source: BucketSource;
  readonly #found: Map<string, FoundStatus>;
  readonly #budget: CallBudget;
  readonly #list: ListPage;
  #sorted: readonly WantedObject[] = [];
  /** The first object that no call has answered. */
  #at = 0;
  #lastAnswered: number | null = null;
  #sparseLists = 0;
  #headed = 0;
  #canList = true;

  constructor({ aws, source, found, budget }: ReadingOptions, list: ListPage) {
    this.#aws = aws;
    this.#source = source;
    this.#found = found;
    this.#budget = budget;
    this.#list = list;
  }

  async read(objects: readonly WantedObject[]): Promise<void> {
    this.#sorted = [...objects].sort((one, other) => compareKeys(one.key, other.key));
    while (this.#at < this.#sorted.length) {
      const step = planStatuses({
        remaining: this.#sorted.length - this.#at,
        lastAnswered: this.#lastAnswered,
        sparseLists: this.#sparseLists,
        headed: this.#headed,
        canList: this.#canList,
      });
      if (step.kind === 'list') await this.#readList();
      else await this.#headNext(step.count);
    }
  }

  async #readList(): Promise<void> {
    const first = this.#sorted[this.#at]?.key ?? '';
    const after = keyBefore(first);
    if (after === null) return this.#headNext(1);
    this.#budget.left -= 1;
    const prefix = commonPrefix(first, this.#sorted.at(-1)?.key ?? '');
    try {
      await this.#take(await this.#list(this.#aws, this.#source, { prefix, after }));
    } catch (error) {
      // HeadObject may be allowed nevertheless. Any other failure concerns all objects that are left.
      if (error instanceof ForbiddenError) this.#canList = false;
      else this.#settleRest(nullOrError(error));
    }
  }

  async #take({ objects, until }: ObjectList): Promise<void> {
    const listed = new Map(objects.map(({ key, versionId, status }) => [nameOf({ key, versionId }), status]));
    const unclear: WantedObject[] = [];
    const start = this.#at;
    for (let next = this.#sorted[start]; next; next = this.#sorted[this.#at]) {
      const status = listed.get(nameOf(next));
      // The versions of the last key may continue on the next page.
      if (!status && until !== null && compareKeys(next.key, until) >= 0) break;
      if (status && isUnclear(status)) unclear.push(next);
      else this.#found.set(nameOf(next), status ?? null);
      this.#at += 1;
    }
    const answered = this.#at - start;
    this.#lastAnswered = answered;
    this.#headed = 0;
    this.#sparseLists = answered < headsPerList ? this.#sparseLists + 1 : 0;
    // A key with more versions than a page has. The next list would be the same one.
    if (answered === 0) return this.#headNext(1);
    // Objects of Intelligent-Tiering take a call each, listed or not.
    if (unclear.length * 2 > answered) this.#canList = false;
    await this.#head(unclear);
  }

  async #headNext(count: number): Promise<void> {
    const objects = this.#sorted.slice(this.#at, this.#at + count);
    this.#at += objects.length;
    this.#headed += objects.length;
    await this.#head(objects);
  }

  async #head(objects: readonly WantedObject[]): Promise<void> {
    this.#budget.left -= objects.length;
    const queue = [...objects];
    const headAll = async () => {
      for (let object = queue.shift(); object; object = queue.shift())
        this.#found.set(nameOf(object), await this.#statusOf(object));
    };
    const { concurrency } = this.#aws.forecast(headObjectOperation, this.#source.location);
    await Promise.all(Array.from({ length: Math.min(objects.length, concurrency) }, headAll));
  }

  async #statusOf({ key, versionId }: WantedObject): Promise<FoundStatus> {
    try {
      return (await headObject(this.#aws, this.#source, { key, versionId: versionId ?? undefined })).status;
    } catch (error) {
      return nullOrError(error);
    }
  }

  #settleRest(result: FoundStatus): void {
    for (const object of this.#sorted.slice(this.#at)) this.#found.set(nameOf(object), result);
    this.#at = this.#sorted.length;
  }
}

/** Lists do not show whether an Intelligent-Tiering object is archived. */
const isUnclear = ({ storageClass, restore, archiveStatus }: ObjectStatus): boolean =>
  storageClass === 'INTELLIGENT_TIERING' && archiveStatus === undefined && restore === null;
