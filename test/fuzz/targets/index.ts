// All targets.
import type { Target } from '../target.ts';
import { awsResponses } from './awsResponses.ts';
import { documents } from './documents.ts';
import { eventStreams } from './eventStreams.ts';
import { http } from './http.ts';
import { links } from './links.ts';
import { policies } from './policies.ts';
import { snsMessages } from './snsMessages.ts';
import { tokens } from './tokens.ts';
import { webSocketFrames } from './webSocketFrames.ts';

export const targets = [
  documents,
  webSocketFrames,
  eventStreams,
  awsResponses,
  policies,
  tokens,
  links,
  snsMessages,
  http,
] as unknown as readonly Target[];
