// Contenders of a case: the gateway, the gateway again as an A/A control, and the peer. All run through the whole case, one at a
// time under load.
import type { Load } from './load.ts';
import { send } from './load.ts';
import type { ServerProcess } from './process.ts';
import { measureRounds, median, type Rounds } from './rounds.ts';
import type { Simulated } from './simulated.ts';

export interface Contenders {
  simulated: Simulated;
  gateway: ServerProcess;
  again: ServerProcess;
  peer: ServerProcess;
}

export interface Figures {
  /** CPU time of the server process per query. */
  cpuMicroseconds: number;
  queriesPerSecond: number;
  callsPerQuery: number;
}

type Name = 'gateway' | 'again' | 'peer';

interface Plan {
  /** Warm-up rounds: code that is not compiled yet costs twice as much, for some hundreds of queries. */
  warmUp: number;
  rounds: number;
  load: Omit<Load, 'requests'>;
  /** Queries in a round. A round must be long enough for the kernel's CPU clock. */
  requests: Record<'gateway' | 'peer', number>;
}

export async function measure(
  { simulated, ...servers }: Contenders,
  { warmUp, rounds, load, requests }: Plan,
): Promise<Rounds<Name, Figures>> {
  const round = (server: ServerProcess, count: number) => async (): Promise<Figures> => {
    // Meanwhile the simulator may have closed idle connections, and a query that meets one fails; the round begins with connections
    // that are in use.
    await send(server.url, { ...load, requests: load.clients }).catch(() => undefined);
    let took = 0;
    const before = server.cpu();
    const calls = await simulated.countCalls(async () => {
      took = await send(server.url, { ...load, requests: count });
    });
    return {
      cpuMicroseconds: ((server.cpu() - before) * 1000) / count,
      queriesPerSecond: (count * 1000) / took,
      callsPerQuery: calls / count,
    };
  };
  const contenders = {
    gateway: round(servers.gateway, requests.gateway),
    again: round(servers.again, requests.gateway),
    peer: round(servers.peer, requests.peer),
  };
  await measureRounds(warmUp, contenders);
  return measureRounds(rounds, contenders);
}

/** The absolute figures of a case, for information. */
export function absolute({ gateway, peer }: Rounds<Name, Figures>): string {
  const cpu = (figures: Figures) => figures.cpuMicroseconds;
  const speed = (figures: Figures) => figures.queriesPerSecond;
  const of = (rounds: Figures[], figure: (of: Figures) => number) => median(rounds.map(figure)).toFixed(0);
  return `${of(gateway, cpu)} µs of CPU and ${of(gateway, speed)} a second against ${of(peer, cpu)} µs and ${of(peer, speed)}`;
}
