/**
 * Writes a folder of ready specimens for whoever wants to try the demo by hand.
 *
 *   node specimens/make.ts [--out .thaw/specimens] [--person mara] [--only selfie.jpg]
 *                          [--movement left --movement right] [--force]
 *
 * What is there already and was written by the same version stays as it is.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { drawSelfie, writeCameraFile } from './camera/camera-file.ts';
import { type Movement, parseMovement } from './camera/timeline.ts';
import { type DocumentRequest, drawDocument } from './documents/draw-document.ts';
import { CAST, type CastMember, castMember } from './people/cast.ts';
import { buildPerson } from './people/person.ts';

/** Raised when a drawing changes, so that cached folders are drawn again. */
export const SPECIMENS_VERSION = 4;
const VERSION_FILE = 'specimens-version.txt';
const FILM = 'camera.mjpeg';

export interface MakeOptions {
  /** Folder to write; one folder a person is made in it. */
  readonly out: string;
  /** Only these ids; everybody when left out. */
  readonly people?: readonly string[];
  /** Only these files of each person's folder, such as `passport.jpg`; all when left out. */
  readonly only?: readonly string[];
  /** Movements in each person's film. */
  readonly movements?: readonly Movement[];
  /** Frames drawn for each second of film; must divide 30. */
  readonly fps?: number;
  /** Draw again what is there. */
  readonly force?: boolean;
  /** Told of each file that was drawn. */
  readonly onFile?: (file: string) => void;
}

type Still = (member: CastMember) => Promise<Buffer>;

function document(request: Partial<DocumentRequest>): Still {
  return async ({ id, holder, documentKind }) =>
    drawDocument({
      kind: documentKind,
      side: 'front',
      holder,
      person: await buildPerson(id),
      photographed: true,
      ...request,
    });
}

const neighbour = (member: CastMember) => CAST[(CAST.indexOf(member) + 1) % CAST.length]!;

/** The stills of each person's folder. */
const STILLS: Readonly<Record<string, Still>> = {
  'passport.jpg': document({ kind: 'passport' }),
  'id-front.jpg': document({ kind: 'id_card' }),
  'id-back.jpg': document({ kind: 'id_card', side: 'back', seed: 2 }),
  'passport-flat.jpg': document({ kind: 'passport', photographed: false }),
  'id-front-flat.jpg': document({ kind: 'id_card', photographed: false }),
  'id-back-flat.jpg': document({ kind: 'id_card', side: 'back', photographed: false }),
  'selfie.jpg': async ({ id }) => drawSelfie(await buildPerson(id)),
  'bad/blurred.jpg': document({ faults: ['blurred'] }),
  'bad/dark.jpg': document({ faults: ['dark'] }),
  'bad/glare.jpg': document({ faults: ['glare'] }),
  'bad/cropped.jpg': document({ photographed: false, faults: ['cropped'] }),
  'bad/screenshot.jpg': document({ photographed: false, faults: ['screenshot'] }),
  'bad/wrong-check-digit.jpg': document({ kind: 'passport', faults: ['wrong-check-digit'] }),
  'bad/name-mismatch.jpg': document({ kind: 'passport', faults: ['name-mismatch'] }),
  'bad/someone-elses-selfie.jpg': async (member) =>
    drawSelfie(await buildPerson(neighbour(member).id)),
  'bad/someone-elses-document.jpg': async (member) => document({})(neighbour(member)),
  'bad/not-a-picture.jpg': async () =>
    Buffer.from('This is a text file that was renamed to .jpg.\n'),
};

/** @returns the paths of the files asked for, existing ones too. */
export async function makeSpecimens(options: MakeOptions): Promise<string[]> {
  const members = options.people?.map(castMember) ?? CAST;
  const names = [...Object.keys(STILLS), FILM];
  const unknown = options.only?.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new RangeError(`no specimen is called ${unknown}`);
  await dropOutdated(options.out, names);
  const files: string[] = [];
  for (const member of members) {
    for (const name of options.only ?? names) {
      const file = path.join(options.out, member.id, name);
      files.push(file);
      if (!options.force && existsSync(file)) continue;
      await mkdir(path.dirname(file), { recursive: true });
      await (name === FILM ? film(member, file, options) : still(member, file, STILLS[name]!));
      options.onFile?.(file);
    }
  }
  return files;
}

async function still(member: CastMember, file: string, draw: Still): Promise<void> {
  const draft = `${file}.${process.pid}.part`;
  await writeFile(draft, await draw(member));
  await rename(draft, file);
}

async function film(member: CastMember, out: string, options: MakeOptions): Promise<void> {
  const { movements = ['left', 'right', 'closer'], fps = 10 } = options;
  await writeCameraFile({ person: await buildPerson(member.id), movements, fps, out });
}

/** Removes what another version drew: only files whose names are ours. */
async function dropOutdated(out: string, names: readonly string[]): Promise<void> {
  const versionFile = path.join(out, VERSION_FILE);
  const known = existsSync(versionFile) ? await readFile(versionFile, 'utf8') : '';
  if (known.trim() === String(SPECIMENS_VERSION)) return;
  for (const { id } of CAST)
    for (const name of names) await rm(path.join(out, id, name), { force: true });
  await mkdir(out, { recursive: true });
  await writeFile(versionFile, `${SPECIMENS_VERSION}\n`);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: '.thaw/specimens' },
      person: { type: 'string', multiple: true },
      only: { type: 'string', multiple: true },
      movement: { type: 'string', multiple: true },
      force: { type: 'boolean', default: false },
    },
  });
  await makeSpecimens({
    out: values.out,
    force: values.force,
    ...(values.person ? { people: values.person } : {}),
    ...(values.only ? { only: values.only } : {}),
    ...(values.movement ? { movements: values.movement.map(parseMovement) } : {}),
    onFile: (file) => console.log(file),
  });
}
