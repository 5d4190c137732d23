/** What the gateway says of itself in an element `meta` of its page; null without the element. */
export const contentOf = (name: string): string | null =>
  document.querySelector(`meta[name=${name}]`)?.getAttribute('content') ?? null;
