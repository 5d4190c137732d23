// The file system of an image, made without Docker by the steps of its Dockerfile. Each stage is a folder, and an absolute
// path of a step is one in that folder. Node and the programs of RUN are those of this machine, and the packages of npm those
// that are installed in the repository.
import { chmod, cp, mkdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { runChild } from '../support/startChild.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { allowedNames } from './allowedNames.ts';
import { parseDockerfile, type Stage } from './parseDockerfile.ts';

/** Only root can give a folder to another user, or run a program as one. */
export const isRoot = process.getuid?.() === 0;

interface Build {
  /** The files that `docker build` would send. */
  context: string;
  allowed: readonly string[];
  /** Below it, each stage has a folder with its name; that of the image is `image`. */
  folder: string;
}

/** Where a path is in a stage. */
interface Place {
  root: string;
  workdir: string;
}

const inside = ({ root, workdir }: Place, path: string): string => join(root, resolve(workdir, path));

/** `COPY [--from=stage] source... target`: a folder is copied as what is in it, a file under its name. */
async function copy({ context, allowed, folder }: Build, place: Place, text: string): Promise<void> {
  const words = text.split(' ');
  const [, stage] = /^--from=(.+)$/.exec(words[0] ?? '') ?? [];
  const sources = stage === undefined ? words.slice(0, -1) : words.slice(1, -1);
  const target = inside(place, words.at(-1) ?? '');
  for (const source of sources) {
    if (stage === undefined && !allowed.includes(source)) throw new Error(`.dockerignore excludes ${source}`);
    const path = stage === undefined ? join(context, source) : join(folder, stage, source);
    const copied = (await stat(path)).isDirectory() ? target : join(target, basename(source));
    await mkdir(dirname(copied), { recursive: true });
    await cp(path, copied, { recursive: true });
  }
}

/** Installing takes minutes of a busy machine. CI does it in a step of its own, with the same lock file. */
const installation = 'npm ci --ignore-scripts';

async function runStep({ context }: Build, place: Place, text: string): Promise<void> {
  const cwd = place.root + place.workdir;
  if (text === installation) {
    const packages = [join(context, 'node_modules'), cwd];
    await runChild('sh', ['-c', 'cp -a --link "$@" 2>/dev/null || cp -a "$@"', 'sh', ...packages]);
    return;
  }
  const command = text.replace(/(?<=\s)\/(?=\w)/g, `${place.root}/`);
  const permitted = isRoot ? command : command.replace(/ --(owner|group)=\S+/g, '');
  await runChild('sh', ['-ec', permitted], { cwd });
}

async function buildStage(build: Build, { name, steps }: Stage): Promise<Place> {
  const place = { root: join(build.folder, name || 'image'), workdir: '/' };
  await mkdir(place.root);
  for (const { instruction, text } of steps) {
    if (instruction === 'WORKDIR') {
      place.workdir = resolve(place.workdir, text);
      await mkdir(place.root + place.workdir, { recursive: true });
    } else if (instruction === 'COPY') await copy(build, place, text);
    else if (instruction === 'RUN') await runStep(build, place, text);
  }
  return place;
}

export interface Image extends AsyncDisposable {
  /** The root of its file system. */
  root: string;
  /** Its working directory, as a path of this machine. */
  workdir: string;
  stage: Stage;
}

export async function buildImage(context: string, dockerfile: string): Promise<Image> {
  const folder = await temporaryFolder('image');
  const allowed = allowedNames(await readFile(`${dockerfile}.dockerignore`, 'utf8'));
  const stages = parseDockerfile(await readFile(dockerfile, 'utf8'));
  const build = { context, allowed, folder: folder.path };
  const places: Place[] = [];
  for (const stage of stages) places.push(await buildStage(build, stage));
  const [place, stage] = [places.at(-1), stages.at(-1)];
  if (!place || !stage) throw new Error('no stage');
  await openTo(folder.path);
  return {
    root: place.root,
    workdir: place.root + place.workdir,
    stage,
    [Symbol.asyncDispose]: async () => {
      // Otherwise nobody but root could remove what is read-only.
      await runChild('chmod', ['-R', 'u+w', folder.path]);
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Other users must be able to reach the files: the temporary folders of tests are closed to them. */
async function openTo(folder: string): Promise<void> {
  const { mode } = await stat(folder);
  if (mode & 0o001) return;
  await chmod(folder, mode | 0o011);
  await openTo(dirname(folder));
}
