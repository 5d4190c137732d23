// Whether AWS answers, by what came of the calls that were made anyway. AWS is out of reach when every place that was asked
// fails; whether it still is, is then looked up, but seldom: a gateway that is sent no requests makes no calls by itself.
import type { AwsObserver, CallEnd } from '../aws/client/awsObserver.ts';
import { type Clock, systemClock } from '../core/clock.ts';

export interface AwsHealth {
  readonly observer: AwsObserver;
  isFailing(): boolean;
}

/** So many in a row are no accident. */
const failuresInARow = 3;

/** In milliseconds. */
const lookAgainAfter = 10_000;

/** AWS's words for credentials that are no good; others it says of calls that these credentials may not make. */
const noCredentials: ReadonlySet<string> = new Set([
  'ExpiredTokenException',
  'ExpiredToken',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
  'UnrecognizedClientException',
]);

const outOfReach: ReadonlySet<CallEnd['result']> = new Set([
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'INDETERMINATE',
]);

/** Null for what says nothing of AWS. */
function isFailure({ result, awsCode, attempts }: CallEnd): boolean | null {
  if (result === 'GONE' || result === 'INTERNAL_SERVER_ERROR') return null;
  if (outOfReach.has(result)) return true;
  if (result !== 'FORBIDDEN') return false;
  // Where nothing was sent, or AWS gave no reason, there were no credentials.
  if (attempts === 0 || awsCode === null) return true;
  return noCredentials.has(awsCode);
}

/** `look` makes some call of AWS, of which the observer hears. */
export function createAwsHealth(look: () => Promise<void>, clock: Clock = systemClock): AwsHealth {
  const failures = new Map<string, number>();
  let heardAt = clock.now();
  const isFailing = () => failures.size > 0 && [...failures.values()].every((count) => count >= failuresInARow);
  return {
    observer: {
      begin:
        ({ service, location: { accountId, region } }) =>
        (end) => {
          const failed = isFailure(end);
          if (failed === null) return;
          heardAt = clock.now();
          const key = `${service} ${accountId} ${region}`;
          failures.set(key, failed ? (failures.get(key) ?? 0) + 1 : 0);
        },
    },
    isFailing: () => {
      if (!isFailing()) return false;
      if (clock.now() - heardAt >= lookAgainAfter) {
        heardAt = clock.now();
        look().catch(() => undefined);
      }
      return true;
    },
  };
}
