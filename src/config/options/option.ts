// One option of the gateway: how its value is read, what is allowed, what it is for, and its default with the reason.
import * as z from 'zod/mini';

/** How a value is read, and what is allowed, in words that complete "Allowed: ...". */
interface ValueKind {
  schema: z.ZodMiniType;
  allowed: string;
}

interface Described extends ValueKind {
  /** What the option sets, with its unit. */
  help: string;
  /** The value is a secret, or a URL that may have a password. It is not printed, and the secret is not logged. */
  isSecret?: 'whole' | 'password';
  /** Another variable with the same meaning, as other programs name it. It counts if the option itself is not set. */
  alsoReadFrom?: string;
}

interface WithDefault extends Described {
  /** The default, as a user would write it. It is parsed like any other value. */
  fallback: string;
  /** Why this default. */
  reason: string;
  ifOmitted?: never;
}

interface WithoutDefault extends Described {
  /** What the gateway does without a value. */
  ifOmitted: string;
  fallback?: never;
  reason?: never;
}

export type Option = WithDefault | WithoutDefault;

/** The options of one topic: a section of --help and of docs/configuration.md. */
export const optionGroup = <const Options extends Record<string, Option>>(topic: string, options: Options) => ({
  topic,
  options,
});

const matching = (pattern: RegExp) => z.string().check(z.regex(pattern));

export const split = z.pipe(
  z.string(),
  z.transform((value) => value.split(',')),
);

export const text = (pattern: RegExp, allowed: string) => ({ schema: matching(pattern), allowed });

export const decimal = (pattern: RegExp, fits: (value: number) => boolean, allowed: string) => ({
  schema: z.pipe(z.pipe(matching(pattern), z.transform(Number)), z.number().check(z.refine(fits))),
  allowed,
});

/** `unit` is what the number counts, for example "seconds". */
export const wholeNumber = (from: number, to: number, unit = '') =>
  decimal(/^\d+$/, (value) => value >= from && value <= to, `${from} to ${to} ${unit}`.trim());

export const oneOf = <const Value extends string>(...values: Value[]) => ({
  schema: z.enum(values),
  allowed: `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`,
});

const yes = ['on', 'true', '1'];

export const onOrOff = {
  schema: z.pipe(
    z.enum([...yes, 'off', 'false', '0']),
    z.transform((value) => yes.includes(value)),
  ),
  allowed: 'on or off (also true or false, 1 or 0)',
};

/** An item with a space beside its comma would be another one: an audience, for example, that no token names. */
export const listOf = (item: RegExp | ((value: string) => boolean), allowed: string) => ({
  schema: z.pipe(
    split,
    z.array(
      z
        .string()
        .check(
          z.refine((value) => value === value.trim() && (item instanceof RegExp ? item.test(value) : item(value))),
        ),
    ),
  ),
  allowed: `${allowed}, separated by commas without spaces`,
});

export const url = { schema: z.url({ protocol: /^https?$/ }), allowed: 'an http or https URL' };

export const filePath = text(/./, 'the path of a JSON file');

export const hostName = text(/^[A-Za-z0-9.:-]+$/, 'a host name or an IP address');
