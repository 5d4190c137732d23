// What jobs give: inventories and downloads.
import { type Option, text, wholeNumber } from './option.ts';

export const outputsOptions = {
  INVENTORY_SCAN_BYTES: {
    schema: wholeNumber(65_536, 1_073_741_824),
    allowed: '65536 to 1073741824',
    fallback: '33554432',
    help: 'How many bytes of inventories a request looks through for the archives of a filter, before it gives a cursor to go on from.',
  },
  OUTPUT_SECRET: {
    schema: text(/^.{32,}$/),
    allowed: '32 characters or more',
    help: 'What addresses of downloads are signed with, and cursors sealed, the same for all gateways behind one address; where left out, each makes its own at start.',
    isSecret: true,
  },
  OUTPUT_LINK_SECONDS: {
    schema: wholeNumber(1, 86_400),
    allowed: '1 to 86400',
    fallback: '900',
    help: 'How long the address of a download works.',
  },
} as const satisfies Record<string, Option>;
