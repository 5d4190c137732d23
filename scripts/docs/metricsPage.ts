// docs/metrics.md, from the metrics as the gateway writes them after one AWS call, one request and one refusal.

import { noEnds } from '../../src/staging/keepFigures.ts';
import { createMetrics } from '../../src/telemetry/createMetrics.ts';
import { newScope } from '../../src/telemetry/requestScope.ts';
import { code, page, table } from './page.ts';

const intro = `# Metrics

\`ADMIN_PORT\` serves these metrics at \`/metrics\`, for Prometheus. Every label has a bounded set of values: names of operations, the configured accounts, regions and routes, statuses, and reasons.

See also [Logs, metrics and traces](observability.md).`;

export async function metricsPage(): Promise<string> {
  const location = { accountId: '111122223333', region: 'us-east-1' };
  const counts = [{ phase: 'DONE' as const, outcome: 'SUCCEEDED' as const, count: 1 }];
  const figures = { counts, expiringSoon: 0, overdue: 0, longestWait: null, asOf: 0 };
  const metrics = createMetrics({
    watches: () => 0,
    broadcasts: () => 0,
    subscribers: () => 0,
    heldBytes: () => 0,
    maxHeldBytes: () => 0,
    refusedCallers: () => 0,
    disconnects: () => new Map([['caller', 0]]),
    limiters: () => [{ service: 'glacier', location, inFlight: 0, waiting: 0, open: [], retryBudget: 1 }],
    jobs: () => [
      { service: 'glacier', ...location, ...figures },
      { service: 's3control', ...location, ...figures },
    ],
    restores: () => ({ READABLE: 0 }),
    kept: () => ({ active: 1, failing: 0, ended: noEnds() }),
    now: () => 0,
    reloads: () => ({ applied: 1, rejected: 0, lastSuccessAt: 0 }),
    notifications: () => [{ route: 'operators', waiting: 0, isGone: false }],
    eventLoopDelay: () => ({ mean: 0, max: 0, own: 0 }),
  });
  const call = metrics.aws.begin({ operation: 'glacier.InitiateJob', service: 'glacier', location, callerId: '' });
  call({ result: 'THROTTLED', attempts: 1, milliseconds: 1, waited: 0, requestId: null, awsCode: null });
  const request = metrics.requests.begin(newScope('query', null), 'POST');
  request({ status: 200, milliseconds: 1, isAborted: false });
  metrics.refused('token_expired');
  metrics.notified('operators', 'SENT');
  metrics.received('sqs', 'batch_job', 'handled');

  const text = await metrics.text();
  const rows = [...text.matchAll(/^# HELP (\S+) (.+)\n# TYPE \S+ (\S+)$/gm)].map(
    ([, name = '', help = '', type = '']) => [code(name), type, labelsOf(text, name).map(code).join(', '), help],
  );
  return page(intro, table(['metric', 'type', 'labels', 'meaning'], rows));
}

/** The labels of a metric's samples; `le` is the histogram's own. A metric with labels has no sample until it is used. */
function labelsOf(text: string, name: string): string[] {
  const samples = [...text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?(?:\\{(.+?)\\})? `, 'gm'))];
  if (samples.length === 0) throw new Error(`${name} has no sample: its labels are unknown. Use it before the page.`);
  const labels = samples.flatMap(([, inside = '']) => [...inside.matchAll(/(\w+)="/g)].map(([, label = '']) => label));
  return [...new Set(labels)].filter((label) => label !== 'le');
}
