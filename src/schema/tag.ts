// Tags of vaults, jobs and results.
import type { TagRecord } from '../aws/tags.ts';
import { builder } from './kit/builder.ts';

export const Tag = builder.objectRef<TagRecord>('Tag').implement({
  description: 'A name and its value, put on something by its owner.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'The name; unique within the set.' }),
    value: t.exposeString('value', { description: 'The value; may be empty.' }),
  }),
});

export const TagInput = builder.inputType('TagInput', {
  description: 'A name and its value, to be put on something.',
  fields: (t) => ({
    key: t.string({ required: true, description: '1 to 128 characters; must not begin with "aws:".' }),
    value: t.string({ required: true, description: 'At most 255 characters; 256 in S3.' }),
  }),
});
