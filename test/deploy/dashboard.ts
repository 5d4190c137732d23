// The dashboard of deploy/grafana, and its panels with queries.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/bundles.ts';

export interface Panel {
  id: number;
  title: string;
  description: string;
  type: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets: { expr: string; legendFormat: string; refId: string }[];
}

export const dashboard: {
  panels: Panel[];
  templating: { list: { name: string; query: string | { query: string } }[] };
} = JSON.parse(readFileSync(join(root, 'deploy/grafana/dashboard.json'), 'utf8'));

export const panels = dashboard.panels.filter(({ type }) => type !== 'row');
