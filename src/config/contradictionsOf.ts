// Combinations of options that are each valid and together a fault, or an exposure that nobody intended.
import { isLoopback } from '../core/isLoopback.ts';
import { isSecureUrl } from '../core/isSecureUrl.ts';
import type { Config, OptionName } from './options.ts';

const tokenOptions = ['JWT_JWKS_URL', 'JWT_ISSUER', 'JWT_AUDIENCE'] as const;
const signInOptions = ['OIDC_SCOPES', 'OIDC_PARAMETERS', 'OIDC_DISCOVERY_URL'] as const;
const embeddedOnly = ['SIMULATOR_SPEED', 'SIMULATOR_PORT', 'SIMULATOR_ARCHIVES'] as const;

/** `givenAs` names the flag or variable of each option that does not have its default. */
export function contradictionsOf(config: Config, givenAs: ReadonlyMap<OptionName, string>): string[] {
  const { POLL_MIN_SECONDS, POLL_MAX_SECONDS } = config;
  const faults = [...accessFaults(config), ...signInFaults(config, givenAs)];
  if (POLL_MIN_SECONDS > POLL_MAX_SECONDS) {
    faults.push(`POLL_MIN_SECONDS (${POLL_MIN_SECONDS}) is above POLL_MAX_SECONDS (${POLL_MAX_SECONDS}).`);
  }
  if (config.GRAPHIQL && config.PERSISTED_DOCUMENTS_FILE !== undefined) {
    faults.push(
      `${givenAs.get('GRAPHIQL')} is on, but PERSISTED_DOCUMENTS_FILE refuses the queries that are written in GraphiQL.`,
    );
  }
  if (config.BOARD && config.PERSISTED_DOCUMENTS_FILE !== undefined) {
    faults.push(`${givenAs.get('BOARD')} is on, but PERSISTED_DOCUMENTS_FILE refuses the queries of the jobs board.`);
  }
  if (config.OTEL_METRICS_EXPORTER === 'otlp' && config.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) {
    faults.push('OTEL_METRICS_EXPORTER is otlp. It needs OTEL_EXPORTER_OTLP_ENDPOINT.');
  }
  if (config.REDIS_URL !== undefined && config.START_SECRET === undefined && config.STATE_DIR === undefined) {
    faults.push(
      'Missing: START_SECRET. Gateways that share a Redis recognize their jobs by start tokens with one secret. Generate it once, for example with "openssl rand -hex 32", and give it to all of them. A gateway that is alone on its Redis can set STATE_DIR instead.',
    );
  }
  const { MAX_CONNECTION_BYTES, MAX_CALLER_BYTES, MAX_HELD_BYTES } = config;
  if (MAX_CONNECTION_BYTES > MAX_CALLER_BYTES) {
    faults.push(`MAX_CONNECTION_BYTES (${MAX_CONNECTION_BYTES}) is above MAX_CALLER_BYTES (${MAX_CALLER_BYTES}).`);
  }
  if (MAX_CALLER_BYTES > MAX_HELD_BYTES) {
    faults.push(`MAX_CALLER_BYTES (${MAX_CALLER_BYTES}) is above MAX_HELD_BYTES (${MAX_HELD_BYTES}).`);
  }
  const external = givenAs.get('SIMULATOR_URL');
  for (const name of external ? embeddedOnly : []) {
    const given = givenAs.get(name);
    if (given) faults.push(`${given} is for the embedded simulator. The simulator at ${external} has its own setting.`);
  }
  return faults;
}

function accessFaults(config: Config): string[] {
  const { HOST, API_KEYS_FILE, JWT_JWKS_URL, POLICY_FILE } = config;
  const faults: string[] = [];
  const missing = tokenOptions.filter((name) => config[name] === undefined);
  if (missing.length > 0 && missing.length < tokenOptions.length) {
    faults.push(`Missing: ${missing.join(' and ')}. ${tokenOptions.join(', ')} are needed together.`);
  }
  const isAuthenticated = API_KEYS_FILE !== undefined || JWT_JWKS_URL !== undefined;
  if (isAuthenticated && POLICY_FILE === undefined) {
    faults.push('Missing: POLICY_FILE. Without it, no authenticated caller may do anything.');
  }
  if (!isAuthenticated && POLICY_FILE !== undefined) {
    faults.push('POLICY_FILE needs authentication: set API_KEYS_FILE or JWT_JWKS_URL.');
  }
  if (isAuthenticated && config.ALLOW_ANONYMOUS_WRITES) {
    faults.push('ALLOW_ANONYMOUS_WRITES has no effect with authentication. Remove it.');
  }
  if (!isAuthenticated && !isLoopback(HOST)) {
    faults.push(
      `HOST is ${HOST}: without authentication the gateway listens on loopback only. Set API_KEYS_FILE or JWT_JWKS_URL, with POLICY_FILE.`,
    );
  }
  return faults;
}

function signInFaults(config: Config, givenAs: ReadonlyMap<OptionName, string>): string[] {
  const { OIDC_CLIENT_ID, OIDC_DISCOVERY_URL, JWT_JWKS_URL, JWT_ISSUER } = config;
  if (OIDC_CLIENT_ID === undefined) {
    return signInOptions.flatMap((name) => {
      const given = givenAs.get(name);
      return given ? [`${given} has no effect without OIDC_CLIENT_ID. Set it, or remove ${given}.`] : [];
    });
  }
  if (JWT_JWKS_URL === undefined) return [`OIDC_CLIENT_ID needs ${tokenOptions.join(', ')}: they verify its tokens.`];
  const [issuer] = JWT_ISSUER ?? [];
  if (OIDC_DISCOVERY_URL === undefined && issuer !== undefined && !isSecureUrl(issuer)) {
    return [`Missing: OIDC_DISCOVERY_URL. JWT_ISSUER is ${issuer}, which is not an https URL to derive it from.`];
  }
  return [];
}
