// The health of AWS, from the results of the calls that requests make. AWS is unreachable if every account, region and service
// that was called fails. Then a probe call is made from time to time: without requests there would be no other calls.
import type { AwsObserver, CallEnd } from '../aws/client/awsObserver.ts';
import { type Clock, steadyClock } from '../core/clock.ts';
import { locationKey } from '../core/location.ts';

export interface AwsHealth {
  readonly observer: AwsObserver;
  isFailing(): boolean;
}

/** Consecutive failures after which a location counts as failing. */
const failuresInARow = 3;

/** The interval of probe calls, in milliseconds. */
const probeInterval = 10_000;

const unreachable: ReadonlySet<CallEnd['result']> = new Set([
  'SERVICE_UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'INDETERMINATE',
  'GATEWAY_CREDENTIALS',
]);

/** Null if the result does not depend on AWS. */
function isFailure({ result, awsCode }: CallEnd): boolean | null {
  if (result === 'GONE' || result === 'INTERNAL_SERVER_ERROR') return null;
  if (unreachable.has(result)) return true;
  // AWS names the error. Without a name, a proxy refuses every call in its place.
  return result === 'FORBIDDEN' && awsCode === null;
}

/** `probe` makes an AWS call that the observer sees. */
export function createAwsHealth(probe: () => Promise<void>, clock: Clock = steadyClock): AwsHealth {
  const failures = new Map<string, number>();
  let lastResultAt = clock.now();
  const isFailing = () => failures.size > 0 && [...failures.values()].every((count) => count >= failuresInARow);
  return {
    observer: {
      begin:
        ({ service, location }) =>
        (end) => {
          const failed = isFailure(end);
          if (failed === null) return;
          lastResultAt = clock.now();
          const key = `${service} ${locationKey(location)}`;
          failures.set(key, failed ? (failures.get(key) ?? 0) + 1 : 0);
        },
    },
    isFailing: () => {
      if (!isFailing()) return false;
      if (clock.now() - lastResultAt >= probeInterval) {
        lastResultAt = clock.now();
        probe().catch(() => undefined);
      }
      return true;
    },
  };
}
