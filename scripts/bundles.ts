// The bundles of the program and the options of esbuild that make them, for the build, `npm run dev` and the bench.

import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { boardModule } from './boardFiles.ts';
import { bundledLuaScripts } from './luaScripts.ts';

export const root = resolve(import.meta.dirname, '..');

const common: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  // The oldest Node that `engines` allows.
  target: 'node20',
  // ES modules before CommonJS ones: esbuild leaves out what nobody imports of them.
  mainFields: ['module', 'main'],
  // graphql checks for a second copy of itself at each value, unless this is the production build.
  define: { 'process.env.NODE_ENV': '"production"' },
  // GraphiQL has 9 MB. It is a file of its own, read when somebody opens the page.
  alias: { '@graphql-yoga/render-graphiql': './graphiql.cjs' },
  external: ['./graphiql.cjs'],
  // `npm start` reads it, so that a stack trace in the log names the lines of the sources.
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
};

/** Defines the texts of the Lua scripts. A plugin reads them at each build; `define` would keep those of the first one. */
const withLuaScripts: Plugin = {
  name: 'lua-scripts',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]redis[\\/]luaScript\.ts$/ }, ({ path }) => ({
      // On the first line, so that the lines of the source map stay.
      contents: `const LUA_SCRIPTS = ${JSON.stringify(bundledLuaScripts())};${readFileSync(path, 'utf8')}`,
      loader: 'ts',
    })),
};

/** Of its manifest, and of those of the packages in it, the program reads the version alone. esbuild would keep all of them. */
const withVersion: Plugin = {
  name: 'version',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    }),
};

/** Defines the files of the jobs board. Built when first needed, and again at each build. */
const withBoardFiles: Plugin = {
  name: 'board-files',
  setup: ({ onLoad }) =>
    onLoad({ filter: /[\\/]endpoints[\\/]boardFiles\.ts$/ }, async () => ({ contents: await boardModule() })),
};

/** Of a bundle in CommonJS. */
const dirname = { 'import.meta.dirname': '__dirname' };

/** How the gateway is bundled. The bench bundles what it compares in the same way. */
export const asTheGateway: BuildOptions = {
  ...common,
  define: {
    ...common.define,
    ...dirname,
    // Only yoga's adapter reads it, for a comparison, and reading it loads Node's fetch: 20 ms of the start.
    'globalThis.Request': 'undefined',
  },
  plugins: [withLuaScripts, withBoardFiles],
  // launch.ts runs the bundle as a script, which V8 can cache. A script cannot import(), so import() becomes require().
  format: 'cjs',
  supported: { 'dynamic-import': false },
  // Less to read and to hold.
  minify: true,
};

/**
 * What few configurations need, or no start, as bundles of their own that are loaded on first use: packages, and three files
 * of ours that stand for several modules. A bundle has a copy of whatever it shares with the gateway, so no such class is compared.
 */
const optional: Record<string, string> = {
  ioredis: 'ioredis',
  jose: 'jose',
  'prom-client': 'prom-client',
  '@aws-sdk/client-s3': '@aws-sdk/client-s3',
  '@aws-sdk/client-sns': '@aws-sdk/client-sns',
  '@aws-sdk/client-sqs': '@aws-sdk/client-sqs',
  '@aws-sdk/client-sts': '@aws-sdk/client-sts',
  '@aws-sdk/nested-clients/signin': '@aws-sdk/nested-clients/signin',
  '@aws-sdk/nested-clients/sso': '@aws-sdk/nested-clients/sso',
  '@aws-sdk/nested-clients/sso-oidc': '@aws-sdk/nested-clients/sso-oidc',
  '@aws-sdk/nested-clients/sts': '@aws-sdk/nested-clients/sts',
  './boardFiles.ts': 'src/http/endpoints/boardFiles.ts',
  './connectionPool.ts': 'src/egress/connectionPool.ts',
  './openTelemetry.ts': 'src/telemetry/openTelemetry.ts',
  '../simulator/demoFacts.ts': 'src/simulator/demoFacts.ts',
};

/** Of an import: '@aws-sdk/client-sns' is in aws-sdk-client-sns.cjs, './openTelemetry.ts' in openTelemetry.cjs. */
const optionalFile = (path: string): string =>
  `${path.startsWith('.') ? basename(path, '.ts') : path.replace('@', '').replaceAll('/', '-')}.cjs`;

/** Leaves the optional bundles to launch.ts. */
const withoutOptional: Plugin = {
  name: 'without-optional',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^(?:[a-z@]|\.\/(?:boardFiles|connectionPool|openTelemetry)|\.\.\/simulator)/ }, ({ path }) =>
      Object.hasOwn(optional, path) ? { path: `./${optionalFile(path)}`, external: true } : undefined,
    ),
};

/** Names stay: ioredis names its errors after their classes, and a stack in a log has no source map of them. */
const namesStay = { minify: false, minifyWhitespace: true, minifySyntax: true };
const optionalBundles = Object.fromEntries(
  Object.entries(optional).map(([path, entry]) => [
    optionalFile(path),
    { ...asTheGateway, ...namesStay, sourcemap: false, entryPoints: [entry] } satisfies BuildOptions,
  ]),
);

/** CommonJS packages in a bundle of ES modules call require(), which Node does not define there. */
const requireInModules =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** Of files of the simulator: the simulator itself is a bundle beside theirs. */
const besideSimulator: Plugin = {
  name: 'beside-simulator',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/library\/startSimulator\.ts$/ }, () => ({ path: './startSimulator.js', external: true })),
};

/** How the simulator is bundled, and the peers of the bench: as ES modules, which saves the getters between CommonJS ones. */
export const asModule: BuildOptions = { ...common, format: 'esm', banner: { js: requireInModules } };

/** The files of the build -> how each is made. */
export const bundles = {
  // A function, for launch.ts.
  'gateway.cjs': {
    ...asTheGateway,
    entryPoints: ['src/main.ts'],
    plugins: [withLuaScripts, withVersion, withoutOptional],
    banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
    footer: { js: '})' },
  },
  ...optionalBundles,
  'main.js': { ...common, entryPoints: ['src/process/launch.ts'], format: 'esm' },
  'watchdog.cjs': {
    ...common,
    entryPoints: ['src/process/watchdog/watchdogThread.ts'],
    format: 'cjs',
    define: { ...common.define, ...dirname },
  },
  // The simulator: what programs import, its command, and the thread of the local backend.
  'startSimulator.js': { ...asModule, ...namesStay, entryPoints: ['src/simulator/library/startSimulator.ts'] },
  'simulator.js': { ...asModule, entryPoints: ['src/simulator/main.ts'], plugins: [besideSimulator] },
  'simulatorThread.js': {
    ...asModule,
    entryPoints: ['src/process/simulator/simulatorThread.ts'],
    plugins: [besideSimulator],
  },
  'graphiql.cjs': {
    absWorkingDir: root,
    entryPoints: ['@graphql-yoga/render-graphiql'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'warning',
  },
  // For browsers and bundlers.
  'client.js': {
    absWorkingDir: root,
    entryPoints: ['src/client/index.ts'],
    bundle: true,
    platform: 'neutral',
    target: 'es2022',
    format: 'esm',
    logLevel: 'warning',
  },
} satisfies Record<string, BuildOptions>;
