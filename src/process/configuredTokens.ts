// The tokens that the options accept, with the keys of their issuer.
import type { Logger } from 'pino';
import { createKeySet } from '../access/createKeySet.ts';
import { createTokens, type Tokens } from '../access/createTokens.ts';
import { downloadKeySet } from '../access/downloadKeySet.ts';
import type { Config } from '../config/options.ts';
import { steadyClock, systemClock } from '../core/clock.ts';
import { createEgress } from '../egress/createEgress.ts';

/** Undefined if tokens are not accepted. The log receives what happens to the issuer later. */
export function configuredTokens(config: Config, log: Logger): Tokens | undefined {
  const { JWT_JWKS_URL: url, JWT_ISSUER: issuers = [], JWT_AUDIENCE: audiences = [] } = config;
  if (url === undefined) return undefined;
  const rules = {
    issuers,
    audiences,
    audienceClaim: config.JWT_AUDIENCE_CLAIM,
    subjectClaim: config.JWT_SUBJECT_CLAIM,
    algorithms: config.JWT_ALGORITHMS,
    types: config.JWT_TOKEN_TYPES,
    requiredClaims: config.JWT_REQUIRED_CLAIMS ?? [],
    clockTolerance: config.JWT_CLOCK_TOLERANCE_SECONDS,
  };
  const egress = createEgress(config);
  const keySet = createKeySet(() => downloadKeySet(egress, url), steadyClock, log);
  return createTokens(rules, keySet, systemClock);
}
