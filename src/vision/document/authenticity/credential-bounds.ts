/**
 * Bounds on content credentials, whose reader does more work than their size lets expect: it copies what is in a box
 * once a level, hashes a part anew for each reference to it, and goes through lists once an entry of others.
 */

import type { SuperBox } from '@trustnxt/c2pa-ts/jumbf';
import type { Manifest } from '@trustnxt/c2pa-ts/manifest';

/** A manifest of a camera or a program has some ten assertions, its boxes lie four deep. */
const ENTRIES_MAX = 100;
const COPIES_MAX = 8;

const BOX_TYPE = Buffer.from('jumb');
const F_OF_JUMBF = 0x66;

/** Whether the boxes with others in them hold, all together, many times what is there (ISO 19566-5 B.2). */
export function areBoxesTooDeep(manifest: Uint8Array): boolean {
  const bytes = Buffer.from(manifest.buffer, manifest.byteOffset, manifest.byteLength);
  let held = 0;
  for (let at = bytes.indexOf(BOX_TYPE); at >= 4; at = bytes.indexOf(BOX_TYPE, at + 1)) {
    // Addresses in the text have it too, as `self#jumbf=`; no box so long that it begins with this byte is whole.
    if (bytes[at + BOX_TYPE.length] === F_OF_JUMBF) continue;
    held += bytes.readUInt32BE(at - 4);
    if (held > COPIES_MAX * bytes.length) return true;
  }
  return false;
}

const LISTS = [
  'assertions',
  'created_assertions',
  'gathered_assertions',
  'redacted_assertions',
  'actions',
  'templates',
];

/** Whether a list of a claim or of actions, or what one box holds, is longer than programs write them. */
export function areListsTooLong({ contentBoxes }: SuperBox): boolean {
  if (contentBoxes.length > ENTRIES_MAX) return true;
  return contentBoxes.some((box) => {
    const { content } = box as { content?: Readonly<Record<string, unknown>> | null };
    if ('contentBoxes' in box) return areListsTooLong(box as SuperBox);
    return LISTS.some((name) => lengthOf(content?.[name]) > ENTRIES_MAX);
  });
}

const lengthOf = (list: unknown): number =>
  Number((list as { length?: unknown } | null)?.length ?? 0);

interface AnyAssertion {
  readonly actions?: readonly {
    readonly parameters?: { readonly ingredients?: readonly unknown[] };
  }[];
  readonly activeManifest?: { readonly uri: string };
}

/** Whether there are too many references, one to what another refers to, or a claim's to another manifest. */
export function areReferencesTooMany(active: Manifest): boolean {
  const { claim, assertions } = active;
  if (claim === undefined || assertions === undefined) return false;
  const parts = assertions.assertions as readonly AnyAssertion[];
  const own = [...claim.assertions, ...claim.gatheredAssertions];
  const referred = [...own, ...claim.redactedAssertions].map(
    ({ uri }) => active.getComponentByURL(uri) ?? uri,
  );
  const manifests = parts.flatMap(({ activeManifest }) => activeManifest?.uri ?? []);
  const ingredients = parts.flatMap(({ actions }) =>
    (actions ?? []).flatMap(({ parameters }) => parameters?.ingredients ?? []),
  );
  return (
    ingredients.length > ENTRIES_MAX ||
    new Set(referred).size < referred.length ||
    new Set(manifests).size < manifests.length ||
    own.some(({ uri }) => active.getComponentByURL(uri) !== active.getComponentByURL(uri, true))
  );
}
