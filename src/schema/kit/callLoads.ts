// The calls of an operation by the service and location that they go to, as far as its arguments show.
import type { ServiceLoad } from '../../aws/limiter/drainTime.ts';
import type { ServiceName } from '../../aws/limiter/limiterSettings.ts';

/** The location of calls by its arguments, and the share of the calls that goes there. */
export interface LocationShare {
  name: string;
  share: number;
}

/** The default location. */
export const defaultShare: LocationShare = { name: '', share: 1 };

/** Calls to all locations, spread evenly: where they will go is unknown. */
export const shareOfEvery = (locations: number): LocationShare => ({ name: '*', share: 1 / Math.max(1, locations) });

/** The location that arguments name; else that of the field above. */
export function shareOf(args: object, above: LocationShare): LocationShare {
  const { accountId, region } = args as { accountId?: unknown; region?: unknown };
  return accountId == null && region == null ? above : { name: `${accountId} ${region}`, share: 1 };
}

export class CallLoads {
  /** By service and location, then by operation of AWS. */
  readonly #byLocation = new Map<string, { service: ServiceName; byOperation: Map<string, number> }>();

  add(service: ServiceName, { name, share }: LocationShare, operation: string, calls: number): void {
    const key = `${service} ${name}`;
    const load = this.#byLocation.get(key) ?? { service, byOperation: new Map<string, number>() };
    this.#byLocation.set(key, load);
    load.byOperation.set(operation, (load.byOperation.get(operation) ?? 0) + calls * share);
  }

  list(): ServiceLoad[] {
    return [...this.#byLocation.values()].map(({ service, byOperation }) => {
      const calls = [...byOperation.values()];
      return {
        service,
        total: Math.ceil(calls.reduce((sum, count) => sum + count, 0)),
        largest: Math.ceil(Math.max(...calls)),
      };
    });
  }
}
