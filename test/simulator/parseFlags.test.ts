// The flags of the simulator's program.
import { describe, expect, test } from 'vitest';
import { HELP, parseFlags } from '../../src/simulator/parseFlags.ts';

describe('the flags of the simulator', () => {
  test('have defaults', () => {
    expect(parseFlags([])).toEqual({
      kind: 'settings',
      settings: {
        host: '127.0.0.1',
        port: 4566,
        speed: 60,
        seed: 'demo',
        archives: 0,
        jobRetentionHours: 8760,
        allowedHosts: [],
        callbackHosts: [],
      },
    });
  });

  test('are read in both spellings', () => {
    const flags = parseFlags([
      '--port=0',
      '--speed',
      '1.5',
      '--seed',
      'empty',
      '--host',
      '::1',
      '--job-retention-hours=24',
      '--archives',
      '1000000',
      '--allowed-hosts',
      'simulator.example, Host.docker.internal',
      '--callback-hosts=gateway,10.0.0.7',
    ]);
    expect(flags).toEqual({
      kind: 'settings',
      settings: {
        host: '::1',
        port: 0,
        speed: 1.5,
        seed: 'empty',
        archives: 1_000_000,
        jobRetentionHours: 24,
        allowedHosts: ['simulator.example', 'host.docker.internal'],
        callbackHosts: ['gateway', '10.0.0.7'],
      },
    });
  });

  test('are all reported when they are wrong', () => {
    const wrong = [
      '--port',
      '70000',
      '--speed=-1',
      '--seed=x',
      '--job-retention-hours=23',
      '--archives=1.5',
      'stray',
      '--bogus',
      'its value',
      '--host=',
      '--allowed-hosts=http://page.example/',
    ];
    const flags = parseFlags(wrong);
    expect(flags).toEqual({
      kind: 'faults',
      faults: [
        'Unexpected argument "stray".',
        '--port is "70000". Allowed: 0 to 65535.',
        '--speed is "-1". Allowed: 0 to 1000000.',
        '--seed is "x". Allowed: demo, statuses, empty.',
        '--job-retention-hours is "23". Allowed: at least 24 hours.',
        '--archives is "1.5". Allowed: 0 to 100000000 archives.',
        '--bogus is not a flag.',
        '--host needs a value. Allowed: a host name or an IP address.',
        '--allowed-hosts is "http://page.example/". Allowed: host names, separated by commas.',
      ],
    });
  });

  test.each([
    ['--help', 'help'],
    ['-h', 'help'],
    ['--version', 'version'],
    ['-v', 'version'],
  ])('%s wins over everything else', (flag, kind) => {
    expect(parseFlags(['--bogus', flag])).toEqual({ kind });
  });

  test.each([
    ['--sped=1', '--speed'],
    ['--archive=1', '--archives'],
    ['--prot', '--port'],
  ])('the mistyped flag %s gets the suggestion %s', (flag, meant) => {
    expect(parseFlags([flag])).toEqual({
      kind: 'faults',
      faults: [`${flag.split('=')[0]} is not a flag. Did you mean ${meant}?`],
    });
  });

  test('are all in the help, with their defaults', () => {
    for (const name of ['host', 'port', 'speed', 'seed', 'archives', 'job-retention-hours']) {
      expect(HELP).toMatch(new RegExp(`  --${name}\\n.*\\n.*Default: `));
    }
  });
});
