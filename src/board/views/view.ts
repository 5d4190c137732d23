// What a view is.
import type { ComponentType } from 'preact';

export interface ViewProps {
  /** The segments of the address after the name of the view: ['eyJ...'] of `#/job/eyJ...`. */
  path: readonly string[];
  /** The parameters of the address. `replaceParameters` changes them. */
  parameters: URLSearchParams;
}

export interface View {
  /** The first segment of the address. */
  name: string;
  /** Its text in the navigation; null for a view that other views link to. */
  navigation: string | null;
  component: ComponentType<ViewProps>;
}
