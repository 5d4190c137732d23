// Contenders of a case: the gateway, the gateway again as an A/A control, and what it is compared with. All run through the whole
// case, one at a time under load.
import { type Load, type Query, send } from './load.ts';
import { options } from './options.ts';
import type { ServerProcess } from './process.ts';
import { control, type Row } from './report.ts';
import { measureRounds, median, type Rounds, ratio } from './rounds.ts';
import type { Simulated } from './simulated.ts';

export interface Contender {
  server: ServerProcess;
  /** Where it takes the queries; the URL that it printed if omitted. */
  url?: string;
  /** Queries in a round. */
  requests: number;
  /** Its own queries, where they are what is compared. */
  queries?: readonly Query[];
}

export interface Figures {
  /** CPU time of the server process per query. */
  cpuMicroseconds: number;
  queriesPerSecond: number;
  callsPerQuery: number;
}

interface Plan {
  simulated: Simulated;
  /** Warm-up rounds: code that is not compiled yet costs twice as much, for some thousands of queries. */
  warmUp: number;
  rounds: number;
  load: Omit<Load, 'requests'>;
}

export async function measure<Name extends string>(
  contenders: Record<Name, Contender>,
  { simulated, warmUp, rounds, load: shared }: Plan,
): Promise<Rounds<Name, Figures>> {
  const round =
    ({ server, url = server.url, requests: all, queries = shared.queries }: Contender, part: number) =>
    async (): Promise<Figures> => {
      const requests = Math.ceil(all * part);
      const load = { ...shared, queries };
      // Meanwhile the simulator may have closed idle connections, and a query that meets one fails; the round begins with
      // connections that are in use.
      await send(url, { ...load, requests: load.clients }).catch(() => undefined);
      let took = 0;
      let cpu = 0;
      const calls = await simulated.countCalls(async () => {
        const before = server.cpu();
        took = await send(url, { ...load, requests });
        cpu = server.cpu() - before;
      });
      return {
        cpuMicroseconds: (cpu * 1000) / requests,
        queriesPerSecond: (requests * 1000) / took,
        callsPerQuery: calls / requests,
      };
    };
  const all = (part: number) => {
    const entries = Object.entries<Contender>(contenders).map(([name, each]) => [name, round(each, part)] as const);
    return Object.fromEntries(entries) as Record<Name, () => Promise<Figures>>;
  };
  await measureRounds(warmUp, all(1));
  return measureRounds(rounds, all(options.quick ? 1 / 4 : 1));
}

export const cpuOf = ({ cpuMicroseconds }: Figures): number => cpuMicroseconds;
export const speedOf = ({ queriesPerSecond }: Figures): number => queriesPerSecond;
/** The median of the AWS calls per query. */
export const callsOf = (rounds: readonly Figures[]): number => median(rounds.map(({ callsPerQuery }) => callsPerQuery));

/** The A/A control: the CPU time of a second gateway against that of the first. */
export const controlOf = (name: string, { again, gateway }: Rounds<'again' | 'gateway', Figures>): Row =>
  control(name, ratio(again, gateway, cpuOf));

/** CPU time and speed of each contender, for information. */
export const absolute = (measured: Record<string, Figures[]>): string =>
  Object.entries(measured)
    .filter(([name]) => name !== 'again')
    .map(([name, rounds]) => {
      const of = (figure: (of: Figures) => number) => median(rounds.map(figure)).toFixed(0);
      return `${name} ${of(cpuOf)} µs and ${of(speedOf)} a second`;
    })
    .join(', ');
