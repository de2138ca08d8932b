import { posix } from 'node:path';
import { type Breach, lineAt, type SourceFile } from './source-files.ts';

const isPage = ({ path }: SourceFile) => path.endsWith('.md');

interface Link {
  readonly from: string;
  readonly line: number;
  /** Path from the root, without a fragment. */
  readonly to: string;
}

function linksOf({ path, text }: SourceFile): readonly Link[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((found) => {
    const target = (found[1] ?? '').replace(/#.*$/, '');
    if (target === '' || /^[a-z]+:/.test(target)) return [];
    const to = posix.normalize(posix.join(posix.dirname(path), target));
    return [{ from: path, line: lineAt(text, found.index), to }];
  });
}

/** Pictures, LICENSE and NOTICE are not read with the project: pages and folders are looked for. */
const isPageOrFolder = (to: string) => /\.md$|(?:^|\/)[a-z][\w-]*\/?$/.test(to);

export function findDeadPageLinks(files: readonly SourceFile[]): Breach[] {
  const paths = files.map(({ path }) => path);
  const isThere = (to: string) =>
    paths.some((path) => path === to || path.startsWith(`${to.replace(/\/$/, '')}/`));
  return files
    .filter(isPage)
    .flatMap(linksOf)
    .filter(({ to }) => isPageOrFolder(to) && !isThere(to))
    .map(({ from, line, to }) => ({
      path: from,
      line,
      what: `links to ${to}, which is not there`,
    }));
}

/** A guide that nothing leads to is read by nobody. Decisions are found by their folder. */
export function findUnlinkedPages(files: readonly SourceFile[]): Breach[] {
  const pages = files.filter(isPage);
  const linked = new Set(
    pages.flatMap((page) => linksOf(page).filter(({ to }) => to !== page.path)).map(({ to }) => to),
  );
  return pages
    .filter(({ path }) => /^docs\/(?:guides|reference|flows)\//.test(path) && !linked.has(path))
    .map(({ path }) => ({ path, line: 1, what: 'is linked from no other page' }));
}
