import './plain-cbor.ts';
import type { Signal } from '../../facts.ts';
import type { DecodedImage } from '../../image/decoded-image.ts';
import { areBoxesTooDeep, areListsTooLong, areReferencesTooMany } from './credential-bounds.ts';

/** A manifest with thumbnails has some 200 kB; a hostile one would be parsed for long. */
const MANIFEST_BYTES_MAX = 2 * 1024 * 1024;
const TEXT_CHARS_MAX = 60;
const BROKEN_STRENGTH = 0.8;
/** Unknown forms of a young standard are not a sign of a forger. */
const UNREAD_STRENGTH = 0.3;
const MADE_BY_AI_STRENGTH = 0.8;
const EDITED_STRENGTH = 0.5;
const NOTED_STRENGTH = 0.1;

const TOO_MUCH =
  'content credentials of more parts or references than are read; they were not read';
const NOT_CHECKED = 'who signed them was not checked';

/**
 * What a picture's content credentials (C2PA) claim, and whether they belong to these bytes. The signer is checked
 * against no list: anybody can sign anything, so that no claim here speaks FOR a picture.
 */
export async function credentialSignals(image: DecodedImage, bytes: Uint8Array): Promise<Signal[]> {
  if (!image.metadata.hasC2pa) return [];
  try {
    return [await readCredentials(image.facts.format, bytes)];
  } catch (error) {
    // Whatever the library says of untrusted bytes: not readable. Its text is not passed on.
    if (!(error instanceof Error)) throw error;
    return [unread('content credentials that cannot be read')];
  }
}

async function readCredentials(format: string, bytes: Uint8Array): Promise<Signal> {
  // Loaded at the first picture that needs it: 60 ms and some memory.
  const { JPEG, PNG } = await import('@trustnxt/c2pa-ts/asset');
  const { SuperBox } = await import('@trustnxt/c2pa-ts/jumbf');
  const { ManifestStore } = await import('@trustnxt/c2pa-ts/manifest');
  if (format === 'webp') return unread('content credentials in a WebP, which are not read');
  const asset = format === 'png' ? new PNG(bytes) : new JPEG(bytes);
  const manifest = asset.getManifestJUMBF();
  if (manifest === undefined) return unread('a part of content credentials');
  if (manifest.length > MANIFEST_BYTES_MAX) return unread('content credentials too large to read');
  if (areBoxesTooDeep(manifest)) return unread(TOO_MUCH);
  const box = SuperBox.fromBuffer(new Uint8Array(manifest));
  if (areListsTooLong(box)) return unread(TOO_MUCH);
  const store = ManifestStore.read(box);
  const active = store.getActiveManifest();
  if (active !== undefined && areReferencesTooMany(active)) return unread(TOO_MUCH);
  const { statusEntries } = await store.validate(asset);
  const wrong = statusEntries.filter(({ success }) => !success).map(({ code }) => String(code));
  const maker = plain(active?.claim?.claimGeneratorName ?? '') || 'no name';
  if (wrong.length > 0 || active?.claim === undefined) {
    const isOther = wrong.some((code) => /^assertion\.\w*Hash\.mismatch$/.test(code));
    const why = isOther
      ? 'the picture was changed after they were made'
      : `they do not hold (${plain(wrong.join(', '))})`;
    const detail = `content credentials of ${maker}: ${why}`;
    return { code: 'c2pa_invalid', strength: BROKEN_STRENGTH, detail };
  }
  return claimed(maker, actionsOf(active.assertions?.assertions ?? []));
}

interface ClaimedAction {
  readonly action: string;
  readonly digitalSourceType: string;
}

/** The library's types leave what the file says open: each part is looked at before it is used. */
function actionsOf(assertions: readonly object[]): ClaimedAction[] {
  return assertions.flatMap((assertion) => {
    const list = (assertion as { actions?: unknown }).actions;
    if (!Array.isArray(list)) return [];
    return list.map((one: { action?: unknown; digitalSourceType?: unknown } | null) => ({
      action: String(one?.action ?? ''),
      digitalSourceType: String(one?.digitalSourceType ?? ''),
    }));
  });
}

/** IPTC's words for pictures that a model made, whole or in part. */
const MADE_BY_AI = /trainedAlgorithmicMedia|compositeSynthetic|algorithmicMedia/i;
/** What an action does that leaves the picture what it was. */
const HARMLESS = /^c2pa\.(?:created|opened|published|transcoded|repackaged|unknown)$/;

function claimed(maker: string, actions: readonly ClaimedAction[]): Signal {
  const of = `content credentials of ${maker}`;
  const end = `; they belong to these bytes, ${NOT_CHECKED}`;
  const code = 'content_credentials';
  if (actions.some(({ digitalSourceType }) => MADE_BY_AI.test(digitalSourceType))) {
    const detail = `${of} say that a model made the picture or part of it${end}`;
    return { code, strength: MADE_BY_AI_STRENGTH, detail };
  }
  const edits = actions.map(({ action }) => action).filter((action) => !HARMLESS.test(action));
  if (edits.length > 0) {
    const detail = `${of} say that it was edited (${plain([...new Set(edits)].join(', '))})${end}`;
    return { code, strength: EDITED_STRENGTH, detail };
  }
  return { code, strength: NOTED_STRENGTH, detail: `${of} name no editing${end}` };
}

function unread(what: string): Signal {
  return { code: 'content_credentials', strength: UNREAD_STRENGTH, detail: `carries ${what}` };
}

function plain(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, TEXT_CHARS_MAX);
}
