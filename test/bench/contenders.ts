// Who is measured: the gateway, the same once more as a control, and the peer. All alive through a case, one at work.
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
  /** Of the server process, for each query. */
  cpuMicroseconds: number;
  queriesPerSecond: number;
  callsPerQuery: number;
}

type Name = 'gateway' | 'again' | 'peer';

interface Plan {
  /** Rounds before those that count: code that is not compiled yet costs twice as much, some hundreds of queries long. */
  warmUp: number;
  rounds: number;
  load: Omit<Load, 'requests'>;
  /** In a round; a round is to be long enough for the kernel's count of processor time. */
  requests: Record<'gateway' | 'peer', number>;
}

export async function measure(
  { simulated, ...servers }: Contenders,
  { warmUp, rounds, load, requests }: Plan,
): Promise<Rounds<Name, Figures>> {
  const round = (server: ServerProcess, count: number) => async (): Promise<Figures> => {
    // While others were at work the simulator has closed idle connections, perhaps in this very moment, and a query that
    // still meets one may fail; the round begins with connections that are in use.
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
