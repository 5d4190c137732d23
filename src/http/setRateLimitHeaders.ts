// What a caller has left of its request rate, in the header fields of the IETF's draft, in its version 10.
// https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/10/
import type { ServerResponse } from 'node:http';
import type { RateUse } from '../limits/createLimits.ts';

/** The name of the policy. */
const policy = '"requests"';

const seconds = (milliseconds: number): number => Math.ceil(milliseconds / 1000);

export function setRateLimitHeaders(response: ServerResponse, { rate, left, wholeIn }: RateUse): void {
  response.setHeader('ratelimit-policy', `${policy};q=${rate.count};w=${seconds(rate.milliseconds)}`);
  response.setHeader('ratelimit', `${policy};r=${left};t=${seconds(wholeIn)}`);
}
