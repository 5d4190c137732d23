// The Dockerfile, as far as it can be judged without building: what it is based on, copies, exposes and runs.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/bundles.ts';
import { defaultConfig } from '../../src/config/options.ts';
import { allowedNames } from './allowedNames.ts';
import { pairsOf, parseDockerfile, type Stage, textOf } from './parseDockerfile.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const stages = parseDockerfile(read('deploy/docker/Dockerfile'));
const [build, image] = stages as [Stage, Stage];

test('both stages have one slim Node 24, so that the code cache of the build fits', () => {
  expect(stages.map(({ base, name }) => ({ base, name }))).toEqual([
    { base: 'node:24-bookworm-slim', name: 'build' },
    { base: 'node:24-bookworm-slim', name: '' },
  ]);
});

test('the image has the build alone, and none of the packages', () => {
  const copied = image.steps.filter(({ instruction }) => instruction === 'COPY').map(({ text }) => text);
  expect(copied).toEqual(['--from=build /src/dist ./']);
});

test('the build gets what it copies, and nothing else', () => {
  const copied = build.steps
    .filter(({ instruction }) => instruction === 'COPY')
    .flatMap(({ text }) => text.split(' ').slice(0, -1));
  expect(copied.sort()).toEqual(allowedNames(read('deploy/docker/Dockerfile.dockerignore')).sort());
});

test('the gateway runs without a shell, as a user with a number that is not root', () => {
  expect(textOf(image, 'USER')).toBe('1000:1000');
  expect(JSON.parse(textOf(image, 'ENTRYPOINT'))).toEqual(['node', '--enable-source-maps', 'main.js']);
  expect(textOf(image, 'STOPSIGNAL')).toBe('SIGTERM');
});

test('the health check needs no other program, and asks the port that is exposed', () => {
  const [, command = ''] = textOf(image, 'HEALTHCHECK').split(' CMD ');
  expect(JSON.parse(command)).toEqual(['node', '-e', expect.stringContaining('/healthz')]);
  expect(pairsOf(textOf(image, 'ENV'))['PORT']).toBe(String(defaultConfig().PORT));
  expect(textOf(image, 'EXPOSE')).toBe(String(defaultConfig().PORT));
});

test('the labels are those of the package', () => {
  const { name, license, repository } = JSON.parse(read('package.json'));
  expect(pairsOf(textOf(image, 'LABEL'))).toMatchObject({
    'org.opencontainers.image.title': name,
    'org.opencontainers.image.licenses': license,
    'org.opencontainers.image.source': repository.url.replace(/^git\+|\.git$/g, ''),
  });
});

test('an instruction that the tests do not know is an error', () => {
  expect(() => parseDockerfile('FROM a\nONBUILD RUN b')).toThrow('not known: ONBUILD RUN b');
  expect(parseDockerfile('FROM a AS b\n# c\nRUN d && \\\n  e\n')).toEqual([
    { base: 'a', name: 'b', steps: [{ instruction: 'RUN', text: 'd && e' }] },
  ]);
});
