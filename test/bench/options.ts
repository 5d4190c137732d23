// The command line of the bench, read once, and the Node that runs the measured servers.
import { parseArgs } from 'node:util';
import { runChild } from '../support/startChild.ts';

const { values, positionals } = parseArgs({
  options: {
    assert: { type: 'boolean', default: false },
    /** A quarter of the queries after the warm-up: ratios to work with, no figures to publish. */
    quick: { type: 'boolean', default: false },
    /** Another Node for the servers. The bench itself and the peers' bundles stay the same. */
    node: { type: 'string', default: process.execPath },
    /** Another build of the gateway. */
    dist: { type: 'string' },
    /** Minutes of mixed load in the case `growth/load`. */
    minutes: { type: 'string', default: '10' },
    /** The commit that the group `before` compares with. */
    baseline: { type: 'string', default: 'e69896951ea57d8bff69a088990a85de5ca74a8d' },
  },
  allowPositionals: true,
});

export const options = { ...values, minutes: Number(values.minutes), chosen: positionals };

/** The version of the servers' Node, such as 24.22.3. */
export const serverVersion = (await runChild(options.node, ['-p', 'process.versions.node'])).stdout.trim();

/** A goal has two values: Node 24 needs less CPU time for the same work than the versions before it. */
export const byNode = (from24: number, before: number): number =>
  Number.parseInt(serverVersion, 10) >= 24 ? from24 : before;
