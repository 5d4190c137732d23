// The frame of a view: its heading, what belongs beside the heading, and its content. Sets the title of the window, and moves the
// focus to the heading when the view opens, so that screen readers say where somebody is.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { shortText } from '../core/visibleText.ts';
import { ForeignText } from './ForeignText.tsx';

interface Props {
  title: string;
  /** Beside the heading: links and buttons. */
  actions?: ComponentChildren;
  children: ComponentChildren;
}

let hasOpened = false;

export function Page({ title, actions, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${shortText(title)} · glacier-graphql`;
  }, [title]);
  useEffect(() => {
    // The first view opens with the page, whose title is read anyway.
    if (hasOpened) heading.current?.focus({ preventScroll: true });
    hasOpened = true;
  }, []);
  return (
    <>
      <div class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          <ForeignText text={title} />
        </h1>
        <div class="page-actions">{actions}</div>
      </div>
      {children}
    </>
  );
}
