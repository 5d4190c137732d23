// The notification file: a list of routes. Parsing is pure and reports every fault with its place. No message repeats an
// address or a secret.
import * as z from 'zod/mini';
import { tiers } from '../aws/glacier/enums.ts';
import { operationNames } from '../aws/s3control/structures/operation.ts';
import { isVaultName } from '../core/isVaultName.ts';
import type { Location } from '../core/location.ts';
import { parseJson } from '../core/parseJson.ts';
import { regionPattern } from '../core/partition.ts';
import { normalizeJobFilter, type WrittenJobFilter } from '../jobs/jobFilter.ts';
import { jobKinds } from '../jobs/jobKind.ts';
import { type NotificationEvent, notificationEvents } from './notification.ts';
import type { Route } from './route.ts';

const listOf = <Item extends z.ZodMiniType>(item: Item) => z.optional(z.array(item).check(z.minLength(1)));
const matching = (pattern: RegExp) => z.string().check(z.regex(pattern));

const filter = z.strictObject({
  kinds: listOf(z.enum(jobKinds)),
  accountIds: listOf(matching(/^\d{12}$/)),
  regions: listOf(matching(regionPattern)),
  vaultNames: listOf(z.string().check(z.refine(isVaultName))),
  operationNames: listOf(z.enum(Object.values(operationNames))),
  tiers: listOf(z.enum(Object.values(tiers))),
  descriptionContains: z.optional(z.string().check(z.minLength(1))),
});

const route = z.strictObject({
  name: matching(/^[A-Za-z0-9_.@-]{1,64}$/),
  address: z.url({ protocol: /^https?$/ }).check(z.refine(hasNoPassword)),
  format: z.enum(['standard-webhooks', 'slack']),
  secrets: listOf(z.string().check(z.refine((secret) => secretOf(secret) !== null))),
  events: z.array(z.enum(notificationEvents)).check(z.minLength(1)),
  filter: z.optional(filter),
});

type WrittenRoute = z.output<typeof route>;

const allowed: Record<string, string> = {
  name: '1 to 64 characters of A-Z a-z 0-9 _ . @ -',
  address: 'an https URL without user name and password (http with NOTIFY_ALLOW_PRIVATE_ADDRESSES)',
  format: 'standard-webhooks or slack',
  secrets: 'a list of texts that begin with whsec_, each with 24 to 64 bytes in base64',
  events: `a list of ${notificationEvents.join(', ')}`,
  filter: 'an object of conditions',
  kinds: `a list of ${jobKinds.join(', ')}`,
  accountIds: 'a list of account IDs, each with 12 digits',
  regions: 'a list of regions such as us-east-1',
  vaultNames: 'a list of names of vaults',
  operationNames: `a list of ${Object.values(operationNames).join(', ')}`,
  tiers: `a list of ${Object.values(tiers).join(', ')}`,
  descriptionContains: 'a text of at least one character',
};

export interface RouteRules {
  /** Whether an address may have the scheme http. */
  allowsHttp: boolean;
}

/** The routes, or the faults of the file. */
export function parseRoutes(json: string, { allowsHttp }: RouteRules): { routes: Route[] } | { faults: string[] } {
  const value = parseJson(json);
  if (value === undefined) return { faults: ['The file is not valid JSON.'] };
  if (!Array.isArray(value) || value.length === 0) {
    return { faults: ['The file must contain a list of at least one route.'] };
  }
  const parsed = value.map((each: unknown) => route.safeParse(each));
  const faults = parsed.flatMap(({ data, error }, index) => {
    if (error) return error.issues.flatMap((issue) => faultsOf(issue, index));
    return data ? contradictionsOf(data, index, allowsHttp) : [];
  });
  const written = parsed.flatMap(({ data }) => data ?? []);
  written.forEach(({ name }, index) => {
    if (written.findIndex((other) => other.name === name) < index) faults.push(`The name ${name} is used twice.`);
  });
  return faults.length > 0 ? { faults } : { routes: written.map(routeOf) };
}

/** What the filters select that the gateway does not serve. A mistyped condition would be silence. */
export function unservedFaults(routes: readonly Route[], served: readonly Location[]): string[] {
  const places = served.map(({ accountId, region }) => `${accountId}/${region}`).join(', ');
  return routes.flatMap(({ name, filter: { accountIds, regions } }) => {
    const isSelected = ({ accountId, region }: Location) =>
      (accountIds?.includes(accountId) ?? true) && (regions?.includes(region) ?? true);
    const unknown = [
      ...(accountIds ?? []).filter((id) => !served.some(({ accountId }) => accountId === id)),
      ...(regions ?? []).filter((wanted) => !served.some(({ region }) => region === wanted)),
    ];
    if (unknown.length > 0) return [`The route ${name} selects ${unknown.join(', ')}. The gateway serves ${places}.`];
    if (served.some(isSelected)) return [];
    return [`The route ${name} selects no account and region together. The gateway serves ${places}.`];
  });
}

function faultsOf(issue: z.core.$ZodIssue, index: number): string[] {
  const at = [`[${index}]`, ...issue.path].join('.');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${at}.${key} is not a known property.`);
  const name = issue.path.findLast((part) => typeof part === 'string');
  if (name === undefined) return [`${at} is not an object.`];
  return [`${at} is invalid or missing. Allowed: ${allowed[String(name)]}.`];
}

function contradictionsOf({ address, format, secrets }: WrittenRoute, index: number, allowsHttp: boolean): string[] {
  const faults: string[] = [];
  if (format === 'standard-webhooks' && !secrets) faults.push(`[${index}].secrets is missing: ${format} needs one.`);
  if (format === 'slack' && secrets) faults.push(`[${index}].secrets has no effect with slack. Remove it.`);
  if (!allowsHttp && new URL(address).protocol === 'http:') {
    faults.push(`[${index}].address must begin with https:// unless NOTIFY_ALLOW_PRIVATE_ADDRESSES is on.`);
  }
  return faults;
}

const routeOf = ({ name, address, format, secrets = [], events, filter: conditions = {} }: WrittenRoute): Route => ({
  name,
  address: new URL(address),
  format:
    format === 'slack' ? { kind: format } : { kind: format, secrets: secrets.flatMap((text) => secretOf(text) ?? []) },
  events: new Set<NotificationEvent>(events),
  filter: normalizeJobFilter(conditions as WrittenJobFilter),
});

/** Null if the specification does not allow the secret. */
function secretOf(text: string): Buffer | null {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const bytes = Buffer.from(base64 ?? '', 'base64');
  return bytes.length >= 24 && bytes.length <= 64 && bytes.toString('base64') === base64 ? bytes : null;
}

/** Node would send it, and messages of other programs would show it. True for a text that is no URL, which is another fault. */
function hasNoPassword(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { username, password } = new URL(address);
  return username === '' && password === '';
}
