// Restore of an archived object: the rules of RestoreObject, for that operation and for Batch jobs that restore.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html
import { Tier } from '@aws-sdk/client-s3';
import { AwsError, malformedXml } from '../../http/errors.ts';
import { S3Error } from '../../protocol/s3/s3Error.ts';
import { DAY } from '../../world/durations.ts';
import type { ObjectVersion, Restore } from '../../world/objects/records.ts';
import { restoreDuration } from '../../world/objects/restoreDuration.ts';
import { restoreState } from '../../world/objects/restoreState.ts';

export interface RestoreOrder {
  /** Undefined for Intelligent-Tiering. */
  days: number | undefined;
  tier: string;
}

/** Faster tiers have higher ranks. */
const tiers: readonly string[] = ['Bulk', 'Standard', 'Expedited'];

/** What the request did: a new restore, a faster one, or a longer life of the copy. */
export type RestoreEffect = 'started' | 'upgraded' | 'extended';

export function requestRestore(version: ObjectVersion, order: RestoreOrder, now: number): RestoreEffect {
  checkOrder(version, order);
  const state = restoreState(version, now);
  switch (state.kind) {
    case 'warm':
      throw notArchived(version);
    case 'restored':
      // The copy exists: only its end changes, relative to now.
      version.restore = { ...state.restore, days: order.days, expiresAt: expiryOf(now, order.days) };
      return 'extended';
    case 'restoring':
      version.restore = upgraded(version, state.restore, order, now);
      return 'upgraded';
    case 'cold':
      version.restore = started(version, order, now);
      return 'started';
  }
}

function started(version: ObjectVersion, { days, tier }: RestoreOrder, now: number): Restore {
  const readyAt = now + restoreDuration(version, tier, now);
  // AWS counts from the request. A slow restore of a short life would end before it begins: then the end counts from the copy.
  const expiresAt = expiryOf(now, days);
  return {
    requestedAt: now,
    days,
    tier,
    readyAt,
    expiresAt: expiresAt > readyAt ? expiresAt : expiryOf(readyAt, days),
  };
}

/** A faster tier may be requested while a slower one works. The life of the copy stays. */
function upgraded(version: ObjectVersion, restore: Restore, { days, tier }: RestoreOrder, now: number): Restore {
  if (days !== restore.days || tiers.indexOf(tier) <= tiers.indexOf(restore.tier)) {
    throw new AwsError('RestoreAlreadyInProgress', 'Object restore is already in progress');
  }
  return { ...restore, tier, readyAt: Math.min(restore.readyAt, now + restoreDuration(version, tier, now)) };
}

/** The midnight (UTC) after the days. */
const expiryOf = (from: number, days: number | undefined): number =>
  days === undefined ? Number.POSITIVE_INFINITY : Math.ceil((from + days * DAY) / DAY) * DAY;

function checkOrder(version: ObjectVersion, { days, tier }: RestoreOrder): void {
  const { storageClass, archiveTier } = version.properties;
  if (!Object.hasOwn(Tier, tier)) throw malformedXml(`Tier is ${Object.keys(Tier).join(', ')}: ${tier}`);
  const isIntelligent = archiveTier !== undefined;
  if (storageClass !== 'GLACIER' && storageClass !== 'DEEP_ARCHIVE' && !isIntelligent) throw notArchived(version);
  if (isIntelligent !== (days === undefined)) {
    throw malformedXml(`Days is ${isIntelligent ? 'not for' : 'required for'} the storage class ${storageClass}`);
  }
  if (days !== undefined && !(days >= 1)) throw malformedXml(`Days must be positive: ${days}`);
  if (tier === 'Expedited' && [storageClass, archiveTier].some((name) => name?.startsWith('DEEP_ARCHIVE'))) {
    throw new AwsError('InvalidArgument', `Retrieval option is not supported by this storage class: ${storageClass}`);
  }
}

const notArchived = ({ properties }: ObjectVersion): S3Error =>
  new S3Error('InvalidObjectState', "Restore is not allowed for the object's current storage class", {
    details: { StorageClass: properties.storageClass },
  });
