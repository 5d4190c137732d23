// What an option is, and what options may be.
import * as z from 'zod/mini';

export const text = (pattern: RegExp) => z.string().check(z.regex(pattern));

export const number = (pattern: RegExp, fits: (value: number) => boolean) =>
  z.pipe(z.pipe(text(pattern), z.transform(Number)), z.number().check(z.refine(fits)));

export const wholeNumber = (from: number, to: number) => number(/^\d+$/, (value) => value >= from && value <= to);

export const url = z.url({ protocol: /^https?$/ });

export const listOf = (item: RegExp) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((value) => value.split(',')),
    ),
    z.array(text(item)),
  );

export interface Option {
  /** Checks and reads a value. */
  schema: z.ZodMiniType;
  /** What a value may be, for people. */
  allowed: string;
  fallback?: string;
  help: string;
  /** It may hold a password: never shown. */
  isSecret?: true;
}
