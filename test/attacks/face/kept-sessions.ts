/**
 * Played sessions on disk: pictures and what the engine saw on them, so that a run that was cut short goes
 * on, and a new judge or defence is tried on the same sessions. Raise the version when drawing, playing or
 * the frame's facts change.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Played } from './play-session.ts';

const version = 2;

export interface KeptSessions {
  /** The session of this name, played now where it was not kept. */
  readonly of: (name: string, play: () => Promise<Played>) => Promise<Played>;
  /** Null where it was not kept. */
  readonly find: (name: string) => Played | null;
}

/** `dir` null: nothing is kept. */
export function keepSessions(dir: string | null): KeptSessions {
  if (dir === null) return { of: (_name, play) => play(), find: () => null };
  const folderOf = (name: string) => join(dir, `v${version}`, name);
  const find = (name: string): Played | null => {
    const folder = folderOf(name);
    const file = join(folder, 'played.json');
    if (!existsSync(file)) return null;
    const told = JSON.parse(readFileSync(file, 'utf8')) as Omit<Played, 'pictures'>;
    const { challenge, colours, frames, poses } = told;
    const pictures = frames.map((_, at) => readFileSync(join(folder, `${at}.jpg`)));
    return { challenge, colours, frames, poses, pictures };
  };
  return {
    find,
    async of(name, play) {
      const known = find(name);
      if (known !== null) return known;
      const { pictures, ...told } = await play();
      const folder = folderOf(name);
      await mkdir(folder, { recursive: true });
      for (const [at, picture] of pictures.entries()) {
        await writeFile(join(folder, `${at}.jpg`), picture);
      }
      // Written last and whole: a session that was cut short is not there.
      await writeFile(join(folder, 'played.part'), JSON.stringify(told));
      await rename(join(folder, 'played.part'), join(folder, 'played.json'));
      return { ...told, pictures };
    },
  };
}
