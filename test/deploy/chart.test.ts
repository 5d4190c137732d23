// deploy/helm as data: the values and their schema agree, and what the templates render fits together. helm itself does not
// run here.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../../scripts/bundles.ts';
import { parsePolicy } from '../../src/access/policy.ts';
import { parseConfig } from '../../src/config/parseConfig.ts';
import { Renderer, type Scope } from './renderTemplate.ts';

const folder = join(root, 'deploy/helm/glacier-graphql');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const chart = parse(read('Chart.yaml'));
const values: Scope = parse(read('values.yaml'));
const schema = JSON.parse(read('values.schema.json'));
const isValid = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);
const templates = readdirSync(join(folder, 'templates'));

// biome-ignore lint/suspicious/noExplicitAny: objects of Kubernetes as the chart renders them
type Rendered = any;

function render(changes: Scope = {}): Rendered[] {
  const given = { ...values, ...changes };
  isValid(given);
  expect(isValid.errors ?? []).toEqual([]);
  const scope = {
    Values: given,
    Chart: { Name: chart.name, Version: chart.version, AppVersion: chart.appVersion },
    Release: { Name: 'cold', Service: 'Helm' },
  };
  const renderer = new Renderer();
  // Sorted, so that the helpers are first.
  return templates.sort().flatMap((name) => {
    const text = renderer.render(read(`templates/${name}`), scope);
    return parseAllDocuments(text).flatMap((document) => {
      if (document.errors.length > 0) throw new Error(`${name}: ${document.errors[0]?.message}\n${text}`);
      return document.toJS() ?? [];
    });
  });
}

const everything = {
  autoscaling: { enabled: true, minReplicas: 3, maxReplicas: 6, cpuPercent: 60 },
  serviceMonitor: { enabled: true, interval: '30s', labels: { release: 'monitoring' } },
  networkPolicy: { enabled: true, clients: [{ podSelector: {} }], monitoring: [{ namespaceSelector: {} }] },
  podAnnotations: { note: 'yes' },
  image: { repository: 'r.example/g', tag: 'v1', pullPolicy: 'Always', pullSecrets: [{ name: 'registry' }] },
};

const find = (objects: Rendered[], kind: string, name = 'cold') =>
  objects.find(({ kind: own, metadata }) => own === kind && metadata.name === name);
const kinds = (objects: Rendered[]) => objects.map(({ kind }) => kind).sort();

/** The paths of all values, such as `image.tag`. What a user names freely ends a path. */
const free = ['options', 'files', 'resources'];
const pathsOf = (value: unknown, path: string[] = []): string[] => {
  const isInner = value !== null && typeof value === 'object' && !Array.isArray(value);
  const members = isInner && !free.includes(path[0] ?? '') ? Object.entries(value) : [];
  return members.length === 0 ? [path.join('.')] : members.flatMap(([name, each]) => pathsOf(each, [...path, name]));
};

test('the templates use each value, and no other', () => {
  const used = new Set(
    templates.flatMap((name) => [...read(`templates/${name}`).matchAll(/\.Values\.([\w.]+)/g)].map(([, path]) => path)),
  );
  expect([...used].sort()).toEqual(pathsOf(values).sort());
});

test('the schema describes each value', () => {
  const described = (node: Rendered, path: string[] = []): string[] =>
    node.properties
      ? Object.entries(node.properties).flatMap(([name, inner]) => described(inner, [...path, name]))
      : [path.join('.')];
  expect(
    described(schema)
      .filter((path) => path !== 'global')
      .sort(),
  ).toEqual(pathsOf(values).sort());
});

test('the schema refuses mistakes', () => {
  for (const wrong of [
    { replica: 2 },
    { replicas: 0 },
    { options: { AWS_REGION: 1 } },
    { options: { API_KEYS_FILE: '/keys' } },
    { files: { 'keys.json': '{}' } },
  ]) {
    expect(isValid({ ...values, ...wrong }), JSON.stringify(wrong)).toBe(false);
  }
});

test('by default there are the objects that every installation needs', () => {
  expect(kinds(render())).toEqual(['ConfigMap', 'Deployment', 'PodDisruptionBudget', 'Service', 'ServiceAccount']);
});

test('the others are there if they are wanted', () => {
  expect(kinds(render(everything))).toEqual([
    'ConfigMap',
    'Deployment',
    'HorizontalPodAutoscaler',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'Service',
    'Service',
    'ServiceAccount',
    'ServiceMonitor',
  ]);
});

describe.each([
  ['the default values', {}],
  ['everything on', everything],
])('with %s', (_, changes) => {
  const objects = render(changes);
  const deployment = find(objects, 'Deployment');
  const pod = deployment.spec.template;
  const [container] = pod.spec.containers;

  test('all selectors find the pods, and all objects have the labels', () => {
    const { labels } = pod.metadata;
    expect(deployment.spec.selector.matchLabels).toEqual(labels);
    expect(find(objects, 'PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels);
    for (const service of objects.filter(({ kind }) => kind === 'Service')) {
      expect(service.spec.selector).toEqual(labels);
      const ports = container.ports.map(({ name }: Rendered) => name);
      for (const { targetPort } of service.spec.ports) expect(ports).toContain(targetPort);
    }
    for (const { metadata } of objects) expect(metadata.labels).toMatchObject(labels);
  });

  test('the pods run confined, as the user of the image', () => {
    expect(pod.spec).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      serviceAccountName: find(objects, 'ServiceAccount').metadata.name,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.spec.shareProcessNamespace).toBe(true);
  });

  test('the probes ask the paths of the gateway', () => {
    const pathOf = (probe: string) => container[probe].httpGet;
    expect(pathOf('startupProbe')).toEqual({ path: '/healthz', port: 'http' });
    expect(pathOf('livenessProbe')).toEqual({ path: '/healthz', port: 'http' });
    expect(pathOf('readinessProbe')).toEqual({ path: '/readyz', port: 'http' });
  });

  test('the gateway accepts its options, and its files are mounted', () => {
    const env = Object.fromEntries(container.env.map(({ name, value }: Rendered) => [name, value]));
    const secret = { START_SECRET: 's'.repeat(32), OUTPUT_SECRET: 'o'.repeat(32) };
    const command = parseConfig([], { HOST: '0.0.0.0', ...env, ...secret });
    if (command.kind !== 'serve') throw new Error('no gateway');
    expect(command.warnings).toEqual([]);
    const ports = Object.fromEntries(container.ports.map(({ name, containerPort }: Rendered) => [name, containerPort]));
    expect(ports).toEqual({ http: command.config.PORT, admin: command.config.ADMIN_PORT });
    const { API_KEYS_FILE, POLICY_FILE } = command.config;
    const mounts = container.volumeMounts.map(({ mountPath, name }: Rendered) => [mountPath, name]);
    expect(mounts).toEqual([
      [POLICY_FILE?.replace('/policy.json', ''), 'files'],
      [API_KEYS_FILE?.replace('/keys.json', ''), 'keys'],
    ]);
    expect(pod.spec.volumes.map(({ name }: Rendered) => name)).toEqual(['files', 'keys']);
    expect(pod.spec.volumes[0].configMap.name).toBe(find(objects, 'ConfigMap', 'cold-files').metadata.name);
    const grace = pod.spec.terminationGracePeriodSeconds;
    expect(grace).toBeGreaterThan(Number(values['preStopSeconds']) + command.config.SHUTDOWN_GRACE_SECONDS);
  });

  test('the policy is one', () => {
    expect(parsePolicy(find(objects, 'ConfigMap', 'cold-files').data['policy.json'])).not.toHaveProperty('faults');
  });
});

test('with autoscaling, the number of pods is that of the autoscaler', () => {
  expect(find(render(), 'Deployment').spec.replicas).toBe(2);
  const objects = render(everything);
  expect(find(objects, 'Deployment').spec).not.toHaveProperty('replicas');
  expect(find(objects, 'HorizontalPodAutoscaler').spec).toMatchObject({ minReplicas: 3, maxReplicas: 6 });
});

test('a single gateway ends before the next one starts; of several, one is replaced at a time', () => {
  const strategyOf = (changes?: Scope) => find(render(changes), 'Deployment').spec.strategy;
  expect(strategyOf({ replicas: 1 })).toEqual({ type: 'Recreate' });
  expect(strategyOf()).toEqual({ rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
});

test('the monitor finds the Service of the metrics alone', () => {
  const objects = render(everything);
  const wanted = find(objects, 'ServiceMonitor').spec.selector.matchLabels;
  expect(find(objects, 'Service', 'cold-metrics').metadata.labels).toMatchObject(wanted);
  expect(find(objects, 'Service').metadata.labels).not.toMatchObject(wanted);
  expect(find(objects, 'ServiceMonitor').metadata.labels['release']).toBe('monitoring');
  // The job of the metrics is the one that the alert rules select, whatever the release is called.
  const { jobLabel } = find(objects, 'ServiceMonitor').spec;
  const job = find(objects, 'Service', 'cold-metrics').metadata.labels[jobLabel];
  const rules = readFileSync(join(root, 'deploy/prometheus/alerts.yml'), 'utf8');
  expect(new Set([...rules.matchAll(/job="([^"]*)"/g)].map(([, selected]) => selected))).toEqual(new Set([job]));
});

test('without API keys, no Secret of keys is mounted', () => {
  const [container] = find(render({ keysSecretName: '' }), 'Deployment').spec.template.spec.containers;
  expect(container.env.map(({ name }: Rendered) => name)).not.toContain('API_KEYS_FILE');
  expect(container.volumeMounts).toHaveLength(1);
});

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  expect({ version: chart.version, appVersion: chart.appVersion }).toEqual({ version, appVersion: version });
});

test('a template that the test does not understand is an error', () => {
  expect(() => new Renderer().render('{{ lookup "v1" "Secret" }}', {})).toThrow('lookup is not known');
});
