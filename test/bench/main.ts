// npm run bench [-- group | group/case ...] [--assert] [--node <binary>]: the gateway against a naive Apollo Server and a floor by
// hand, and its subscriptions against GraphQL Yoga's, in the same run on the same simulator. Prints ratios and counts; with
// --assert the exit code is 1 if a goal is missed. Linux only: it reads /proc.
import { dirname } from 'node:path';
import { startOnce } from '../../scripts/startOnce.ts';
import { groups, special } from './groups.ts';
import { options, serverVersion } from './options.ts';
import { gatewayMain } from './programs.ts';
import { type Row, table } from './report.ts';

// Suppresses the SDK's warning about the Node versions that it will require.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

// The build has left V8's code cache for the Node of the build alone.
await startOnce(dirname(gatewayMain), options.node);

const all = { ...groups, ...special };
/** Group -> its cases; all of them if none is named. */
const chosen = new Map<string, string[]>();
for (const name of options.chosen.length > 0 ? options.chosen : Object.keys(groups)) {
  const [group = '', ...cases] = name.split('/');
  if (!all[group]) throw new Error(`no group ${group}, only ${Object.keys(all).join(', ')}`);
  chosen.set(group, [...(chosen.get(group) ?? []), ...cases]);
}
const rows: Row[] = [];
for (const [name, cases] of chosen) rows.push(...((await all[name]?.(cases)) ?? []));

if (rows.length > 0) process.stdout.write(`Node ${serverVersion}\n${table(rows)}\n`);
const missed = rows.some(({ holds }) => holds === false);
if (missed && options.assert) process.exitCode = 1;
