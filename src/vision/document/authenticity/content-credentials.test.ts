import './plain-cbor.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalSigner } from '@trustnxt/c2pa-ts/cose';
import type { ActionAssertion } from '@trustnxt/c2pa-ts/manifest';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../specimens/people/noise.ts';
import { decodePicture } from '../../image/decode.ts';
import { credentialSignals } from './content-credentials.ts';
import { acting, picture, signedWith, signerOfNobody } from './signed-picture.fixture.ts';

let signer: LocalSigner;

/** A picture with credentials that claim these actions. */
const signed = (actions: ActionAssertion['actions']) =>
  signedWith(signer, (manifest) => manifest.addAssertion(acting(actions)));

async function signalOf(bytes: Buffer) {
  const signals = await credentialSignals(await decodePicture(bytes), bytes);
  expect(signals.length).toBeLessThanOrEqual(1);
  return signals[0];
}

const source = (type: string) => `http://cv.iptc.org/newscodes/digitalsourcetype/${type}`;
const created = (type: string) =>
  ({ action: 'c2pa.created', digitalSourceType: source(type) }) as never;
const taken = created('digitalCapture');

describe('credentialSignals', () => {
  let byModel: Buffer;
  beforeAll(async () => {
    signer = await signerOfNobody();
    byModel = await signed([created('trainedAlgorithmicMedia')]);
  });

  it('says nothing of a picture without credentials', async () => {
    expect(await signalOf(await picture())).toBeUndefined();
  });

  it('tells that a model made the picture, and that the signer was not checked', async () => {
    const signal = await signalOf(byModel);
    expect(signal).toMatchObject({ code: 'content_credentials', strength: 0.8 });
    expect(signal!.detail).toContain('a model made');
    expect(signal!.detail).toContain('not checked');
  });

  it('names what the credentials say was edited', async () => {
    const signal = await signalOf(
      await signed([taken, { action: 'c2pa.color_adjustments' } as never]),
    );
    expect(signal).toMatchObject({ code: 'content_credentials', strength: 0.5 });
    expect(signal!.detail).toContain('c2pa.color_adjustments');
  });

  it('asks for no review where no editing is claimed', async () => {
    const signal = await signalOf(await signed([taken]));
    expect(signal!.strength).toBeLessThan(0.5);
  });

  it('tells that a picture was changed after its credentials were made', async () => {
    const bytes = Buffer.from(byModel);
    bytes[bytes.length - 40] = bytes[bytes.length - 40]! ^ 4;
    const image = await decodePicture(byModel);
    const [signal] = await credentialSignals(image, bytes);
    expect(signal).toMatchObject({ code: 'c2pa_invalid', strength: 0.8 });
    expect(signal!.detail).toContain('changed after');
  });

  it('does not believe credentials that were taken from another picture', async () => {
    const from = byModel.indexOf(Buffer.from([0xff, 0xeb]));
    const other = await picture(60);
    const length = byModel.readUInt16BE(from + 2) + 2;
    const moved = Buffer.concat([
      other.subarray(0, 2),
      byModel.subarray(from, from + length),
      other.subarray(2),
    ]);
    expect(await signalOf(moved)).toMatchObject({ code: 'c2pa_invalid' });
  });

  it('ends on damaged credentials with one sign', async () => {
    const image = await decodePicture(byModel);
    const random = seededRandom(3);
    const to = byModel.indexOf(Buffer.from([0xff, 0xdb]));
    expect(to).toBeGreaterThan(1_000);
    for (let round = 0; round < 300; round++) {
      const bytes = Buffer.from(byModel);
      for (let hit = 0; hit <= round % 5; hit++) {
        bytes[2 + Math.floor(random() * (to - 2))] = Math.floor(random() * 256);
      }
      const cut = round % 3 === 0 ? bytes.subarray(0, Math.floor(random() * to)) : bytes;
      expect(await credentialSignals(image, cut)).toHaveLength(1);
    }
  });

  const tampered = join(import.meta.dirname, '../../../../../shared/data/documents/c2pa/XCA.jpg');
  const bytes = readIfThere(tampered);
  if (bytes === null) console.log('skipped: no ../shared/data/documents/c2pa (credentials)');

  it.skipIf(bytes === null)('knows the tampered picture of another maker', async () => {
    expect(await signalOf(bytes!)).toMatchObject({ code: 'c2pa_invalid' });
  });
});

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
