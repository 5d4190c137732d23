// Text that somebody else wrote, such as a description or a key. Its direction ends where it ends, and nothing in it is invisible.
import { visibleText } from '../core/visibleText.ts';

export const ForeignText = ({ text }: { text: string }) => <bdi>{visibleText(text)}</bdi>;
