import './plain-cbor.ts';
import { JPEG } from '@trustnxt/c2pa-ts/asset';
import { LocalSigner } from '@trustnxt/c2pa-ts/cose';
import {
  ActionAssertion,
  DataHashAssertion,
  type Manifest,
  ManifestStore,
} from '@trustnxt/c2pa-ts/manifest';
import sharp from 'sharp';

const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** A signer whom nobody knows. */
export async function signerOfNobody(): Promise<LocalSigner> {
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

export const picture = (quality = 90) =>
  sharp({ create: { width: 320, height: 200, channels: 3, background: '#357' } })
    .jpeg({ quality })
    .toBuffer();

/** Adds what a claim says to a manifest that has its hash of the picture. */
export type Fill = (manifest: Manifest) => void;

export function acting(actions: ActionAssertion['actions']): ActionAssertion {
  const claimed = new ActionAssertion();
  claimed.actions = actions;
  return claimed;
}

/** A picture with credentials of which `fill` makes the rest. */
export async function signedWith(signer: LocalSigner, fill: Fill): Promise<Buffer> {
  const asset = new JPEG(new Uint8Array(await picture()));
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
  fill(manifest);
  await asset.ensureManifestSpace(store.measureSize());
  await hash.updateWithAsset(asset);
  await manifest.sign(signer);
  await asset.writeManifestJUMBF(store.getBytes());
  return Buffer.from(await asset.getDataRange());
}
