// Validation rules for members of S3 Control requests. An absent member passes every rule.
import type { Long } from '../../codec/long.ts';
import { badRequest } from '../../http/errors.ts';

export function checkLength(value: string | undefined, name: string, least: number, most: number): void {
  if (value !== undefined && (value.length < least || value.length > most)) {
    throw badRequest(`${name} must have ${least} to ${most} characters and has ${value.length}`);
  }
}

export function checkNumber(value: Long | undefined, name: string, least: number, most: number): void {
  if (value !== undefined && (value < least || value > most)) {
    throw badRequest(`${name} must be from ${least} to ${most}: ${value}`);
  }
}

export function checkWord(value: string | undefined, name: string, words: readonly string[]): void {
  if (value !== undefined && !words.includes(value)) {
    throw badRequest(`${name} must be one of ${words.join(', ')}: ${value}`);
  }
}

export function checkPattern(value: string | undefined, name: string, pattern: RegExp, example: string): void {
  if (value !== undefined && !pattern.test(value)) throw badRequest(`${name} must be like ${example}: ${value}`);
}
