// Checks before a measurement: all must return the same, or they did not do the same work.
import { isDeepStrictEqual } from 'node:util';
import type { Ready } from './floor/startFloor.ts';
import { ask, askText, bodyOf, type Query } from './load.ts';

/** Both must return the same jobs: cursors differ. */
export async function assertSameJobs<Data>(
  urls: { gateway: string; other: string },
  query: Query,
  jobsOf: (data: Data) => unknown[],
  jobs: number,
): Promise<void> {
  const [ours, theirs] = await Promise.all([ask<Data>(urls.gateway, query), ask<Data>(urls.other, query)]);
  const [mine, other] = [jobsOf(ours), jobsOf(theirs)];
  if (mine.length !== jobs) throw new Error(`the gateway answers ${mine.length} jobs in place of ${jobs}`);
  mine.forEach((job, index) => {
    if (isDeepStrictEqual(job, other[index])) return;
    throw new Error(
      `job ${index} differs: ${JSON.stringify(job)} at the gateway, ${JSON.stringify(other[index])} at ${urls.other}`,
    );
  });
}

/** A cursor of `jobs` names the reading, and is signed. */
const withoutCursors = (text: string): string => text.replaceAll(/"endCursor":"[^"]*"/g, '"endCursor":""');

/** The usage at the end of an answer: how many calls AWS got is a row of its own. */
const withoutUsage = (text: string): string => text.replace(/,"extensions":\{.*$/, '');

/** Both must return the same bytes, but for cursors and usage. */
export async function assertSameBytes(urls: { gateway: string; other: string }, query: Query): Promise<void> {
  const texts = await Promise.all([askText(urls.gateway, query), askText(urls.other, query)]);
  const [ours, theirs] = texts.map((text) => withoutUsage(withoutCursors(text))) as [string, string];
  if (ours === theirs) return;
  const at = [...ours].findIndex((character, index) => character !== theirs[index]);
  throw new Error(`${urls.other} differs at ${at}: ${ours.slice(at, at + 200)} and ${theirs.slice(at, at + 200)}`);
}

/** Puts something to the floor, before it takes queries there; returns that URL. */
export async function put(url: string, body: string): Promise<string> {
  const answer = await fetch(url, { method: 'PUT', body });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  return url;
}

/** Gives the floor the gateway's answers as ready objects; returns the URL that stringifies them. */
export async function makeReady(gateway: string, floor: string, queries: readonly Query[]): Promise<string> {
  const url = `${floor}/ready`;
  for (const query of queries) {
    // The first time, the gateway may call AWS, and says so in the extensions.
    await askText(gateway, query);
    const answer: unknown = JSON.parse(await askText(gateway, query));
    await put(url, JSON.stringify({ query: bodyOf(query), answer } satisfies Ready));
    await assertSameBytes({ gateway, other: url }, query);
  }
  return url;
}
