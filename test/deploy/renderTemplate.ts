// The part of Helm's template language that deploy/helm uses: enough to see what the chart renders, where no helm is
// installed. What is not known here is an error, so that the chart stays as plain as this file.
import { stringify } from 'yaml';

export type Scope = Record<string, unknown>;

type Node =
  | { kind: 'text'; text: string }
  | { kind: 'output'; expression: string }
  | { kind: 'block'; keyword: string; expression: string; body: Node[] };

/** The texts and actions of a template, alternating; `{{-` and `-}}` take away the white space beside them. */
function parseNodes(template: string): Node[] {
  const trimmed = template.replace(/\s*\{\{-/g, '{{').replace(/-\}\}\s*/g, '}}');
  const root: Node[] = [];
  const open: Node[][] = [root];
  for (const [index, part] of trimmed.split(/\{\{\s*([\s\S]*?)\s*\}\}/).entries()) {
    const body = open.at(-1) ?? root;
    if (index % 2 === 0) {
      body.push({ kind: 'text', text: part });
      continue;
    }
    if (part.startsWith('/*')) continue;
    const [, keyword = '', expression = ''] = /^(if|with|range|define|end)\b\s*([\s\S]*)$/.exec(part) ?? [];
    if (keyword === 'end') open.pop();
    else if (keyword === '') body.push({ kind: 'output', expression: part });
    else {
      const block = { kind: 'block' as const, keyword, expression, body: [] };
      body.push(block);
      open.push(block.body);
    }
  }
  if (open.length !== 1) throw new Error('a block does not end');
  return root;
}

/** As Go's templates take it: 0 and what is empty are false. */
const isTrue = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);

const indent = (count: unknown, text: unknown): string => String(text).replace(/^(?=.)/gm, ' '.repeat(Number(count)));

const functions: Record<string, (...args: unknown[]) => unknown> = {
  default: (fallback, value) => (isTrue(value) ? value : fallback),
  eq: (left, right) => left === right,
  int: (value) => Math.trunc(Number(value)),
  ne: (left, right) => left !== right,
  nindent: (count, text) => `\n${indent(count, text)}`,
  not: (value) => !isTrue(value),
  printf: (format, ...values) => String(format).replace(/%s/g, () => String(values.shift())),
  quote: (value) => JSON.stringify(String(value)),
  toYaml: (value) => stringify(value).trimEnd(),
};

/** Renders templates that include each other: first the helpers, which define, then the objects. */
export class Renderer {
  private readonly definitions = new Map<string, Node[]>();

  render(template: string, scope: Scope): string {
    return this.renderNodes(parseNodes(template), scope, scope, new Map());
  }

  private renderNodes(nodes: Node[], root: Scope, dot: unknown, variables: Map<string, unknown>): string {
    return nodes
      .map((node): string => {
        if (node.kind === 'text') return node.text;
        if (node.kind === 'output') return String(this.evaluate(node.expression, root, dot, variables));
        return this.renderBlock(node, root, dot, variables);
      })
      .join('');
  }

  private renderBlock(
    { keyword, expression, body }: Extract<Node, { kind: 'block' }>,
    root: Scope,
    dot: unknown,
    variables: Map<string, unknown>,
  ): string {
    if (keyword === 'define') {
      this.definitions.set(JSON.parse(expression), body);
      return '';
    }
    const [, key = '', item = '', source = expression] = /^(\$\w+), (\$\w+) := (.+)$/.exec(expression) ?? [];
    const value = this.evaluate(source, root, dot, variables);
    if (keyword === 'range') {
      return Object.entries(value as object)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, each]) => this.renderNodes(body, root, each, new Map([...variables, [key, name], [item, each]])))
        .join('');
    }
    if (!isTrue(value)) return '';
    return this.renderNodes(body, root, keyword === 'with' ? value : dot, variables);
  }

  /** `command | command`: each gets the result of the one before as its last argument. */
  private evaluate(expression: string, root: Scope, dot: unknown, variables: Map<string, unknown>): unknown {
    const term = (word: string): unknown => {
      if (word.startsWith('(')) return this.evaluate(word.slice(1, -1), root, dot, variables);
      if (/^["\d]/.test(word)) return JSON.parse(word);
      if (word.startsWith('$')) return variables.get(word);
      return word
        .split('.')
        .filter(Boolean)
        .reduce<unknown>((value, name) => (value as Scope | undefined)?.[name], dot);
    };
    let result: unknown;
    for (const [index, command] of splitOutside(expression, '|').entries()) {
      const [name = '', ...words] = splitOutside(command.trim(), ' ');
      const args = [...words.map(term), ...(index > 0 ? [result] : [])];
      if (name === 'include') result = this.renderNodes(this.definitionOf(args[0]), root, args[1], new Map()).trim();
      else if (Object.hasOwn(functions, name)) result = functions[name]?.(...args);
      else if (words.length === 0 && index === 0) result = term(name);
      else throw new Error(`${name} is not known to this test`);
    }
    return result;
  }

  private definitionOf(name: unknown): Node[] {
    const found = this.definitions.get(String(name));
    if (!found) throw new Error(`${name} is not defined`);
    return found;
  }
}

/** Splits at a character, except within quotes and parentheses. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    if (!isQuoted && character === '(') depth += 1;
    if (!isQuoted && character === ')') depth -= 1;
    if (character === separator && !isQuoted && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.filter((part) => part !== '');
}
