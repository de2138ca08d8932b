import './plain-cbor.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JPEG } from '@trustnxt/c2pa-ts/asset';
import { LocalSigner } from '@trustnxt/c2pa-ts/cose';
import { ActionAssertion, DataHashAssertion, ManifestStore } from '@trustnxt/c2pa-ts/manifest';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../specimens/people/noise.ts';
import { decodePicture } from '../../image/decode.ts';
import { credentialSignals } from './content-credentials.ts';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A signer whom nobody knows. */
async function signerOfNobody(): Promise<LocalSigner> {
  // Needs what the other library brings, so it comes after it.
  const x509 = await import('@peculiar/x509');
  const keys = await crypto.subtle.generateKey(ES256, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: '01',
    subject: 'CN=nobody, O=Utopia',
    issuer: 'CN=nobody else, O=Utopia',
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    signingAlgorithm: ES256,
    publicKey: keys.publicKey,
    signingKey: keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.4']),
      await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey));
  return new LocalSigner(key, -7, certificate as never);
}

const picture = (quality = 90) =>
  sharp({ create: { width: 320, height: 200, channels: 3, background: '#357' } })
    .jpeg({ quality })
    .toBuffer();

/** A picture with credentials that claim these actions. */
async function signed(actions: ActionAssertion['actions']): Promise<Buffer> {
  const asset = new JPEG(new Uint8Array(await picture()));
  const signer = await signerOfNobody();
  const store = new ManifestStore();
  const instanceID = 'xmp:iid:4f3e1a52-7c3b-4d0e-9e0e-2f6a7b1c5d90';
  const manifest = store.createManifest({
    assetFormat: 'image/jpeg',
    instanceID,
    defaultHashAlgorithm: 'SHA-256',
    signer,
  });
  const hash = DataHashAssertion.create('SHA-256');
  manifest.addAssertion(hash);
  const claimed = new ActionAssertion();
  claimed.actions = actions;
  manifest.addAssertion(claimed);
  await asset.ensureManifestSpace(store.measureSize());
  await hash.updateWithAsset(asset);
  await manifest.sign(signer);
  await asset.writeManifestJUMBF(store.getBytes());
  return Buffer.from(await asset.getDataRange());
}

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
