// The stages of a Dockerfile with their steps, as far as ours needs: an instruction that is not known here is an error.

export interface Step {
  instruction: string;
  /** The rest of the line, lines that continue it included. */
  text: string;
}

export interface Stage {
  base: string;
  /** Empty for the last stage, which is the image. */
  name: string;
  steps: Step[];
}

const known = new Set('COPY ENTRYPOINT ENV EXPOSE HEALTHCHECK LABEL RUN STOPSIGNAL USER WORKDIR'.split(' '));

export function parseDockerfile(text: string): Stage[] {
  const stages: Stage[] = [];
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join('\n')
    .replace(/\\\n\s*/g, '')
    .split('\n');
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (instruction === 'FROM') {
      const [base = '', , name = ''] = rest.split(' ');
      stages.push({ base, name, steps: [] });
    } else if (known.has(instruction)) stages.at(-1)?.steps.push({ instruction, text: rest });
    else throw new Error(`not known: ${line}`);
  }
  return stages;
}

/** The value of an instruction that a stage has once. */
export function textOf({ steps }: Stage, wanted: string): string {
  const [found, another] = steps.filter(({ instruction }) => instruction === wanted);
  if (!found || another) throw new Error(`${wanted} is not there once`);
  return found.text;
}

/** `a=b c="d e"`, as in ENV and LABEL. */
export const pairsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w.]+)=(?:"([^"]*)"|(\S+))/g)].map(([, name, quoted, plain]) => [name, quoted ?? plain]),
  );
