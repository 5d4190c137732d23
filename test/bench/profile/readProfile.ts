// A CPU profile by layer: the share of the main thread's busy time. The code's places come from the bundle's source map. What node
// or the engine does counts for the layer that called it, unless it is the HTTP client or server.
import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { callsAws, contextModules, layerOf, names, writes } from './layers.ts';

interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
  columnNumber: number;
}

interface ProfileNode {
  id: number;
  callFrame: CallFrame;
  children?: number[];
}

interface Profile {
  nodes: ProfileNode[];
  samples: number[];
  timeDeltas: number[];
}

/** Maps frames of the bundles to the paths of their sources. The optional bundles have no map: their own paths say what they are. */
export function createLocator(bundle: string): (frame: CallFrame) => string | undefined {
  const map = new SourceMap(JSON.parse(readFileSync(`${bundle}.map`, 'utf8')));
  const known = new Map<string, string>();
  return ({ url, lineNumber, columnNumber }) => {
    if (!url.endsWith('gateway.cjs')) return url.endsWith('.cjs') ? url : undefined;
    const position = `${lineNumber}:${columnNumber}`;
    let path = known.get(position);
    if (path === undefined) {
      const entry = map.findEntry(lineNumber, columnNumber);
      path = 'originalSource' in entry ? entry.originalSource : '';
      known.set(position, path);
    }
    return path;
  };
}

/** Layer -> its share of the busy time. */
export function sharesOf(profile: Profile, locate: (frame: CallFrame) => string | undefined): Map<string, number> {
  const layerOfNode = layersOfNodes(profile, locate);
  const times = new Map<string, number>();
  let busy = 0;
  profile.samples.forEach((id, index) => {
    const layer = layerOfNode.get(id);
    const time = profile.timeDeltas[index] ?? 0;
    if (layer === undefined) return;
    busy += time;
    times.set(layer, (times.get(layer) ?? 0) + time);
  });
  return new Map([...times].map(([layer, time]) => [layer, time / busy]));
}

interface Ancestors {
  /** The layer of the nearest ancestor in the bundle. */
  nearest: string | undefined;
  /** Whether an ancestor calls AWS. */
  isClient: boolean;
}

/** Idle nodes have no layer. */
function layersOfNodes({ nodes }: Profile, locate: (frame: CallFrame) => string | undefined): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = new Map<number, string>();
  const [root] = nodes;
  const open: [ProfileNode, Ancestors][] = root ? [[root, { nearest: undefined, isClient: false }]] : [];
  for (let next = open.pop(); next; next = open.pop()) {
    const [node, ancestors] = next;
    const { callFrame } = node;
    const path = locate(callFrame);
    const own = path === undefined ? undefined : layerOf(path);
    const nearest = own ?? ancestors.nearest;
    const isClient =
      ancestors.isClient || (own !== undefined && callsAws.has(own)) || callFrame.url === 'node:_http_client';
    const layer = own ?? layerOfInternal(callFrame, { nearest, isClient });
    if (layer !== undefined) found.set(node.id, layer);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child) open.push([child, { nearest, isClient }]);
    }
  }
  return found;
}

function layerOfInternal({ functionName, url }: CallFrame, { nearest, isClient }: Ancestors): string | undefined {
  switch (functionName) {
    case '(idle)':
    case '(root)':
      return undefined;
    // The probe's own end of the profile.
    case 'dispatch':
      if (url === '') return undefined;
      break;
    case '(garbage collector)':
      return names.garbage;
    case '(program)':
      return names.engine;
    default:
  }
  if (writes.has(functionName) && url === '') return isClient ? names.write.aws : names.write.response;
  if (contextModules.test(url)) return names.context;
  if (isClient) return names.client;
  if (nearest !== undefined && !/http|stream|net|events|timers/.test(url)) return nearest;
  return names.server;
}
