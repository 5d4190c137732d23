// A well-behaved caller beside the fuzzer. It is answered, and soon: judged by the CPU time that the gateway uses meanwhile, which
// other processes do not change.
import { type FuzzedGateway, keys } from './startFuzzedGateway.ts';

/** CPU seconds of the gateway from request to answer. */
const mostCpuSeconds = 5;
/** In milliseconds: an answer that never comes. */
const patience = 60_000;

export interface Neighbour {
  faults: string[];
  queries: number;
  /** The most CPU seconds for an answer. */
  slowest: number;
}

export async function watchNeighbour(gateway: FuzzedGateway, isOver: AbortSignal): Promise<Neighbour> {
  const result: Neighbour = { faults: [], queries: 0, slowest: 0 };
  while (!isOver.aborted) {
    const { url } = gateway;
    const before = gateway.cpuSeconds();
    const fault = await ask(url);
    // A gateway that ended, or was restarted, is another fault, and not this one.
    const isSame = gateway.url === url && gateway.isRunning();
    if (isSame && fault !== null) result.faults.push(`another caller got no answer: ${fault}`);
    if (isSame && fault === null) {
      result.queries += 1;
      const used = gateway.cpuSeconds() - before;
      result.slowest = Math.max(result.slowest, used);
      if (used > mostCpuSeconds) result.faults.push(`another caller waited while the gateway used ${used} s of CPU`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return result;
}

/** Null if the query was answered. */
async function ask(url: string): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': keys.neighbour },
      body: '{"query":"{ viewer { name } }"}',
      signal: AbortSignal.timeout(patience),
    });
    const text = await response.text();
    return text.includes('"name":"neighbour"') ? null : `${response.status} ${text.slice(0, 300)}`;
  } catch (error) {
    return String(error);
  }
}
