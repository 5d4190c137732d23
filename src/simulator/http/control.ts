// Control endpoints under /_simulator: calls, clock, faults, also of events, and results of tasks. They change the simulated world, so they work
// only where the simulator listens on loopback.

import { isLoopback } from '../../core/isLoopback.ts';
import { EventFaultError, parseEventFaults } from '../emission/parseEventFaults.ts';
import { parseTaskRules, TaskRuleError } from '../s3control/tasks/parseTaskRules.ts';
import { runBatchJobs } from '../s3control/tasks/runBatchJobs.ts';
import type { TaskRule } from '../s3control/tasks/taskRules.ts';
import { bytesOf } from '../world/byteSource.ts';
import type { World } from '../world/world.ts';
import type { Backend } from './dispatch.ts';
import { FaultInputError, parseFaults } from './parseFaults.ts';
import type { WireRequest, WireResponse } from './service.ts';

export const CONTROL_PREFIX = '/_simulator/';

type Control = (body: Buffer, backend: Backend) => WireResponse;

const controls: Record<string, Record<string, Control>> = {
  calls: {
    GET: (_, { calls }) => reply(200, calls.counts),
    DELETE: (_, { calls }) => {
      calls.reset();
      return reply(204);
    },
  },
  clock: {
    GET: (_, backend) => reply(200, time(backend)),
    POST: (body, backend) => {
      const seconds = parseAdvance(body);
      if (seconds === undefined) return reply(400, { message: 'advanceSeconds must be a number that is not negative' });
      backend.world.clock.advance(seconds * 1000);
      return reply(200, time(backend));
    },
  },
  faults: {
    POST: (body, { faults }) => {
      try {
        faults.set(parseFaults(body.toString('utf8')));
      } catch (error) {
        if (error instanceof FaultInputError) return reply(400, { message: error.message });
        throw error;
      }
      return reply(204);
    },
    DELETE: (_, { faults }) => {
      faults.clear();
      return reply(204);
    },
  },
  events: {
    POST: (body, { world }) => {
      try {
        world.eventFaults = parseEventFaults(body.toString('utf8'));
      } catch (error) {
        if (error instanceof EventFaultError) return reply(400, { message: error.message });
        throw error;
      }
      return reply(204);
    },
    DELETE: (_, { world }) => {
      world.eventFaults = [];
      return reply(204);
    },
  },
  tasks: {
    POST: (body, { world }) => {
      try {
        replaceTaskRules(parseTaskRules(body.toString('utf8')), world);
      } catch (error) {
        if (error instanceof TaskRuleError) return reply(400, { message: error.message });
        throw error;
      }
      return reply(204);
    },
    DELETE: (_, { world }) => {
      replaceTaskRules([], world);
      return reply(204);
    },
  },
};

/** `host` is the address on which the simulator listens. */
export function control(request: WireRequest, host: string, backend: Backend): WireResponse {
  if (!isLoopback(host)) return reply(403, { message: 'Only where the simulator listens on loopback' });
  const [, name = '', ...rest] = request.segments;
  const methods = rest.length === 0 && Object.hasOwn(controls, name) ? controls[name] : undefined;
  if (!methods) return reply(404, { message: `There is ${Object.keys(controls).join(', ')} under ${CONTROL_PREFIX}` });
  const run = methods[request.method];
  return run
    ? run(request.body, backend)
    : reply(405, { message: `${name} takes ${Object.keys(methods).join(' and ')}` });
}

/** The tasks that are due run by the rules of before. */
function replaceTaskRules(rules: readonly TaskRule[], world: World): void {
  runBatchJobs(world);
  world.taskRules = rules;
}

function parseAdvance(body: Buffer): number | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('advanceSeconds' in value)) return undefined;
  const { advanceSeconds } = value;
  return typeof advanceSeconds === 'number' && advanceSeconds >= 0 && advanceSeconds <= 1e9
    ? advanceSeconds
    : undefined;
}

const time = ({ world }: Backend) => ({ now: new Date(world.clock.now()).toISOString(), speed: world.clock.speed });

function reply(status: number, value?: object): WireResponse {
  return value === undefined
    ? { status, headers: {}, body: bytesOf(Buffer.alloc(0)) }
    : { status, headers: { 'content-type': 'application/json' }, body: bytesOf(Buffer.from(JSON.stringify(value))) };
}
