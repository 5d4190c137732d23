// What a .dockerignore lets through. Ours excludes everything and then takes names of the top level back.
export function allowedNames(dockerignore: string): string[] {
  const [first, ...rest] = dockerignore.split('\n').filter((line) => !/^(#.*)?$/.test(line));
  if (first !== '*' || !rest.every((line) => /^![\w.-]+$/.test(line))) throw new Error('not a list of allowed names');
  return rest.map((line) => line.slice(1));
}
