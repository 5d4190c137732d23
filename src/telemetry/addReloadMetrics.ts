// Metrics of the reloads of configured files.
import { Counter, Gauge, type Registry } from 'prom-client';
import type { ReloadFigures } from './reloadFigures.ts';

export function addReloadMetrics(registers: Registry[], figures: () => ReloadFigures): void {
  new Counter({
    name: 'glacier_graphql_config_reloads_total',
    help: 'Reloads of the configured files by outcome: applied, or rejected because a file had a fault.',
    labelNames: ['outcome'],
    registers,
    collect() {
      const { applied, rejected } = figures();
      this.reset();
      this.inc({ outcome: 'applied' }, applied);
      this.inc({ outcome: 'rejected' }, rejected);
    },
  });
  new Gauge({
    name: 'glacier_graphql_config_last_success_timestamp_seconds',
    help: 'When the configured files were last read without a fault, in seconds since 1970. At first, that is the start.',
    registers,
    collect() {
      this.set(figures().lastSuccessAt / 1000);
    },
  });
}
