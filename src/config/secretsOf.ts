// What no log line may contain: the values of secret options, and the passwords in their URLs.
import { type Config, optionNames, options } from './options.ts';

export function secretsOf(config: Config): string[] {
  const values = optionNames
    .filter((name) => options[name].isSecret)
    .map((name) => config[name])
    .filter((value) => typeof value === 'string');
  return values.flatMap((value) => {
    const { password } = URL.canParse(value) ? new URL(value) : { password: value };
    return [...new Set([password, decodeURIComponent(password)])].filter((secret) => secret !== '');
  });
}
