// The Mermaid diagrams are of kinds that GitHub draws, and every arrow joins what is declared.
import { describe, expect, test } from 'vitest';
import { blocks } from './blocks.ts';

const diagrams = blocks.filter(({ language }) => language === 'mermaid');

describe('the diagrams', () => {
  test('show the paths of a query, a start and an event', () => {
    expect(diagrams.map(({ heading }) => heading)).toEqual(
      expect.arrayContaining(['The path of a query', 'The path of a start', 'The path of an event']),
    );
  });

  test.each(diagrams)('$page:$line is of a known kind', ({ text }) => {
    expect(text).toMatch(/^(flowchart (TD|LR)|sequenceDiagram|stateDiagram-v2)\n/);
  });

  test.each(diagrams.filter(({ text }) => text.startsWith('sequenceDiagram')))(
    '$page:$line has messages between its participants only',
    ({ text }) => {
      const participants = [...text.matchAll(/^ {2}participant (\w+)/gm)].map(([, name]) => name);
      const ends = [...text.matchAll(/^ {2}(\w+)-?->>(\w+): ./gm)].flatMap(([, from, to]) => [from, to]);
      expect(ends.length).toBeGreaterThan(0);
      expect(new Set(ends)).toEqual(new Set(participants));
    },
  );
});
