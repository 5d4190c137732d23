// Control endpoints under /_simulator: accounts, calls, clock, faults, also of events, and results of tasks. They change the simulated world, so they work
// only where the simulator listens on loopback.

import { isLoopback } from '../../core/isLoopback.ts';
import { EventFaultError, parseEventFaults } from '../emission/parseEventFaults.ts';
import { parseTaskRules, TaskRuleError } from '../s3control/tasks/parseTaskRules.ts';
import { replaceTaskRules } from '../s3control/tasks/replaceTaskRules.ts';
import { bytesOf } from '../world/byteSource.ts';
import { newAccount } from '../world/newAccount.ts';
import type { Backend } from './dispatch.ts';
import { FaultInputError, parseFaults } from './parseFaults.ts';
import type { WireRequest, WireResponse } from './service.ts';

export const CONTROL_PREFIX = '/_simulator/';

/** `accountId`: of the account that the request limits itself to. */
type Control = (body: Buffer, backend: Backend, accountId: string | undefined) => WireResponse;

/** Those that an account can have to itself. */
const scoped = ['calls', 'faults'];

const controls: Record<string, Record<string, Control>> = {
  accounts: {
    POST: (_, { world }) => reply(201, { accountId: newAccount(world).accountId }),
  },
  calls: {
    GET: (_, { calls }, accountId) => reply(200, accountId === undefined ? calls.counts : calls.countsOf(accountId)),
    DELETE: (_, { calls }, accountId) => {
      if (accountId === undefined) calls.reset();
      else calls.resetOf(accountId);
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
    POST: (body, { faults }, accountId) => {
      try {
        faults.set(parseFaults(body.toString('utf8'), accountId), accountId);
      } catch (error) {
        if (error instanceof FaultInputError) return reply(400, { message: error.message });
        throw error;
      }
      return reply(204);
    },
    DELETE: (_, { faults }, accountId) => {
      faults.set([], accountId);
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
  if (!run) return reply(405, { message: `${name} takes ${Object.keys(methods).join(' and ')}` });
  const accountId = request.query.get('accountId') ?? undefined;
  if (accountId !== undefined && !scoped.includes(name)) return reply(400, { message: `${name} is of all accounts` });
  if (accountId !== undefined && !/^\d{12}$/.test(accountId))
    return reply(400, { message: 'accountId must be 12 digits' });
  return run(request.body, backend, accountId);
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
