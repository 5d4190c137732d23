// Names and values. A value that is null is not shown.

import type { ComponentChildren } from 'preact';
import { shortText } from '../core/visibleText.ts';
import { ForeignText } from './ForeignText.tsx';

export type Fact = readonly [name: string, value: ComponentChildren];

/** Of a description or a message of AWS: the facts below it should be found. */
const longestShown = 500;

const Text = ({ text }: { text: string }) =>
  text.length <= longestShown ? (
    <ForeignText text={text} />
  ) : (
    <details>
      <summary>
        <ForeignText text={shortText(text)} />
      </summary>
      <ForeignText text={text} />
    </details>
  );

export const Facts = ({ facts }: { facts: readonly Fact[] }) => (
  <dl class="facts">
    {facts
      .filter(([, value]) => value !== null && value !== undefined && value !== '')
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? <Text text={value} /> : value}</dd>
        </div>
      ))}
  </dl>
);
