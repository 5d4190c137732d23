// Registry of the EventBridge operations for rules on the default event bus. All others are refused by name.
import type { Emission } from '../emission/createEmission.ts';
import { signedService } from '../http/identity.ts';
import type { Service } from '../http/service.ts';
import { awsJson, targetOf } from '../protocol/awsJson.ts';
import { deleteRule } from './deleteRule.ts';
import { describeRule } from './describeRule.ts';
import { invalidInput } from './eventsError.ts';
import { listRules } from './listRules.ts';
import { listTargetsByRule } from './listTargetsByRule.ts';
import { putEvents } from './putEvents.ts';
import { putRule } from './putRule.ts';
import { putTargets } from './putTargets.ts';
import { removeTargets } from './removeTargets.ts';

const target = 'AWSEvents';

export const events = (emission: Emission): Service => ({
  name: 'events',
  protocol: awsJson({
    target,
    version: '1.1',
    missing: (name) =>
      invalidInput(
        `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
      ),
  }),
  faultCodes: { throttle: 'ThrottlingException', '5xx': 'InternalException' },
  claims: (request) => targetOf(request, target) !== undefined || signedService(request) === 'events',
  // Rules match the events that follow them.
  settle: (_, now) => emission.settle(now),
  admit: (_input, _request, { accountId }, world) =>
    world.accounts.get(accountId) ?? { accountId, name: accountId, glacierClosed: false },
  operations: [
    putRule,
    describeRule,
    listRules,
    deleteRule,
    putTargets(emission),
    listTargetsByRule,
    removeTargets,
    putEvents(emission),
  ],
});
