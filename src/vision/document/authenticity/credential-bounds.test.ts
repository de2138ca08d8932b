import './plain-cbor.ts';
import type { LocalSigner } from '@trustnxt/c2pa-ts/cose';
import { type CBORBox, SuperBox } from '@trustnxt/c2pa-ts/jumbf';
import {
  CreativeWorkAssertion,
  IngredientAssertion,
  type Manifest,
} from '@trustnxt/c2pa-ts/manifest';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodePicture } from '../../image/decode.ts';
import { credentialSignals } from './content-credentials.ts';
import { acting, type Fill, signedWith, signerOfNobody } from './signed-picture.fixture.ts';

let signer: LocalSigner;
beforeAll(async () => {
  signer = await signerOfNobody();
});

const taken = { action: 'c2pa.created' } as never;

async function signalOf(fill: Fill) {
  const bytes = await signedWith(signer, fill);
  const [signal] = await credentialSignals(await decodePicture(bytes), bytes);
  return signal!;
}

const work = (number: number) => {
  const assertion = new CreativeWorkAssertion();
  assertion.labelSuffix = number;
  return assertion;
};
const listed = (count: number) => (manifest: Manifest) => {
  manifest.addAssertion(acting([taken]));
  for (let number = 1; number <= count; number++) manifest.addAssertion(work(number));
};
const placing = (times: number) => (manifest: Manifest) => {
  const ingredient = IngredientAssertion.createV2('the same again', 'image/jpeg');
  ingredient.relationship = 'componentOf' as never;
  manifest.addAssertion(ingredient);
  const ingredients = Array.from({ length: times }, () => manifest.claim!.assertions.at(-1)!);
  const placed = { action: 'c2pa.placed', parameters: { ingredients } } as never;
  manifest.addAssertion(acting([taken, placed]));
};

/** Each reference costs a hash of all that it refers to: a thousand to a thumbnail took two seconds. */
const again = (to: (manifest: Manifest) => string) => (manifest: Manifest) => {
  manifest.addAssertion(acting([taken]));
  const first = manifest.claim!.assertions.at(-1)!;
  manifest.claim!.assertions.push({ ...first, uri: to(manifest) });
};
const unnamed = (manifest: Manifest) => {
  const works = Array.from({ length: 100 }, (_, number) => work(number));
  manifest.assertions!.assertions.push(...works);
};
/** The claim takes its actions from a manifest before it. */
const foreign = (manifest: Manifest) => {
  const { manifests } = manifest.parentStore;
  const other = manifest.parentStore.createManifest({
    assetFormat: 'image/jpeg',
    instanceID: 'xmp:iid:another',
    defaultHashAlgorithm: 'SHA-256',
    signer,
  });
  other.addAssertion(acting([taken]));
  manifests.reverse();
  const [reference] = other.claim!.assertions;
  const uri = `self#jumbf=/c2pa/${other.label}/c2pa.assertions/c2pa.actions.v2`;
  manifest.claim!.assertions.push({ ...reference!, uri });
};
const twoOfOne = (manifest: Manifest) => {
  manifest.addAssertion(acting([taken]));
  for (const suffix of [1, 2]) {
    const ingredient = IngredientAssertion.createV3('componentOf' as never);
    ingredient.labelSuffix = suffix;
    const hash = new Uint8Array(32);
    ingredient.activeManifest = { uri: 'urn:uuid:one', hash, algorithm: 'SHA-256' };
    ingredient.validationResults = {} as never;
    manifest.addAssertion(ingredient);
  }
};
const many = Array.from({ length: 101 }, () => taken);
const templates = (manifest: Manifest) => {
  const claimed = acting([taken]);
  const draw = claimed.generateJUMBFBoxForContent.bind(claimed);
  claimed.generateJUMBFBoxForContent = (claim) => {
    const box = draw(claim) as CBORBox;
    Object.assign(box.content as object, { templates: many });
    return box;
  };
  manifest.addAssertion(claimed);
};
const deep = (manifest: Manifest) => {
  const assertion = work(1);
  manifest.addAssertion(assertion);
  const draw = assertion.generateJUMBFBox.bind(assertion);
  assertion.generateJUMBFBox = (claim) => {
    let box = draw(claim);
    for (let depth = 0; depth < 200; depth++) {
      const outer = new SuperBox();
      outer.descriptionBox = box.descriptionBox!;
      outer.contentBoxes = [box];
      box = outer;
    }
    return box;
  };
};

describe('content credentials', () => {
  it('are read with as many parts as programs write', async () => {
    // With those of the hash and of the actions there are a hundred.
    expect(await signalOf(listed(98))).toMatchObject({ strength: 0.1 });
    expect(await signalOf(placing(100))).toMatchObject({ strength: 0.5 });
  });

  it.each<[string, Fill]>([
    ['more than 100 assertions', listed(99)],
    ['more than 100 assertions that nothing refers to', unnamed],
    ['an assertion referred to twice', again((manifest) => manifest.claim!.assertions.at(-1)!.uri)],
    [
      'an assertion referred to by two names',
      again(({ label }) => `self#jumbf=/c2pa/${label}/c2pa.assertions/c2pa.actions.v2`),
    ],
    ['an assertion of another manifest', foreign],
    ['an ingredient manifest referred to twice', twoOfOne],
    ['an ingredient placed more than 100 times', placing(101)],
    ['more than 100 actions', (manifest) => manifest.addAssertion(acting(many))],
    ['more than 100 templates of actions', templates],
    ['boxes in boxes', deep],
  ])('are left unread with %s, and the sign says so', async (_, fill) => {
    const signal = await signalOf(fill);
    expect(signal).toMatchObject({ code: 'content_credentials', strength: 0.3 });
    expect(signal.detail).toContain('not read');
  });
});
