// The process of the gateway: arguments and environment in, a listening gateway out. Exit code 2 means a fault in the
// configuration, 1 any other failure.
import { type DestinationStream, pino } from 'pino';
import { commandOf } from './config/commands.ts';
import { ConfigError } from './config/configError.ts';
import { helpText } from './config/helpText.ts';
import { type Config, secretsOf } from './config/options.ts';
import { parseConfig } from './config/parseConfig.ts';
import { systemClock } from './core/clock.ts';
import { version } from './core/version.ts';
import { banner } from './process/banner.ts';
import { configuredFiles } from './process/configuredFiles.ts';
import { createReloader } from './process/createReloader.ts';
import { fileSignature } from './process/fileSignature.ts';
import { ignoreSignals } from './process/ignoreSignals.ts';
import { openBackend } from './process/openBackend.ts';
import { createFileReload, reloadableOf } from './process/reloadFiles.ts';
import { reloadOnSignal } from './process/reloadOnSignal.ts';
import { runCommand } from './process/runCommand.ts';
import { type Shutdown, shutdownOnSignal } from './process/shutdownOnSignal.ts';
import { startWatchdog } from './process/watchdog/startWatchdog.ts';
import { serve } from './serve.ts';
import { createLog } from './telemetry/createLog.ts';
import { redactText } from './telemetry/redactText.ts';
import { newReloadFigures } from './telemetry/reloadFigures.ts';

/** What `launch.ts` reads: only a run that listened has compiled the functions that the cache of V8 shall have. */
export const progress = { hasListened: false };

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/**
 * The log. Standard error goes away with its terminal (EIO) or its reader (EPIPE, which pino handles alike): the gateway then
 * runs, or shuts down, without a log. An unhandled error in an exit would leave the process hanging.
 */
function standardError(): DestinationStream {
  const destination = pino.destination(2);
  destination.on('error', () => {
    destination.write = () => true;
  });
  return destination;
}

// The SDK is pinned to versions that run on Node 20. Its warning about later versions is of no use to an operator.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

async function main(): Promise<void> {
  const command = commandOf(process.argv.slice(2));
  if (!command) return serveUntilSignal();
  const { text, exitCode } = await runCommand(command.name, command.rest, process.env);
  print(text);
  process.exitCode = exitCode;
}

async function serveUntilSignal(): Promise<void> {
  const command = parseConfig(process.argv.slice(2), process.env);
  if (command.kind === 'help') return print(helpText());
  if (command.kind === 'version') return print(version);
  await start(command.config, command.warnings);
}

async function start(config: Config, warnings: readonly string[]): Promise<void> {
  const log = createLog({ level: config.LOG_LEVEL, destination: standardError(), secrets: secretsOf(config) });
  const inTerminal = process.stdin.isTTY === true || process.stdout.isTTY === true;
  ignoreSignals(log);
  const hangups = reloadOnSignal(inTerminal);
  for (const warning of warnings) log.warn(warning);
  const files = configuredFiles(config, log);
  const signature = await fileSignature(files.paths);
  const first = await files.read();
  let shutdown: Shutdown | undefined;
  const fail = () => shutdown?.fail();
  const opened = await openBackend(config, first.accounts, { log, fail });
  const reloadable = reloadableOf(first, opened.backend);
  const reloads = newReloadFigures(systemClock.now());
  const gateway = await serve(opened.config, { ...reloadable, reloads, log, fail });
  opened.attach(gateway);
  const reloader = createReloader({
    paths: files.paths,
    signature,
    intervalSeconds: config.RELOAD_INTERVAL_SECONDS,
    reload: createFileReload({ files, first: { reloadable, accounts: first.accounts }, opened, gateway }),
    figures: reloads,
    log,
  });
  hangups.attach(reloader.reload);
  const close = async () => {
    reloader.close();
    await gateway.close();
    await opened.close();
  };
  shutdown = shutdownOnSignal(close, { graceSeconds: config.SHUTDOWN_GRACE_SECONDS, inTerminal }, log);
  progress.hasListened = true;
  // Whoever reads it may send a signal at once.
  print(banner(gateway, opened, first.authenticator));
  // Last, so that it does not delay the start.
  startWatchdog(config.WATCHDOG_SECONDS, log);
}

function faultsOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError) return error.faults;
  const { code, address, port } = error as { code?: string; address?: string; port?: number };
  if (code !== 'EADDRINUSE') return [String(error)];
  return [`${address}:${port} is in use. Set another with --port or --simulator-port; 0 takes a free port.`];
}

main().catch((error: unknown) => {
  for (const fault of faultsOf(error)) process.stderr.write(`glacier-graphql: ${redactText(fault)}\n`);
  process.exit(error instanceof ConfigError ? 2 : 1);
});
