import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CancelReason } from '../../src/core/case/cancel-reason.ts';
import type { CaseStatus, LoginDemand } from '../../src/core/case/types.ts';
import type { ResultView } from '../../src/core/wire.ts';
import { phoneTexts } from '../phone/phone-texts.ts';
import type { TextPart } from '../shared/text.ts';
import { commonTexts, faceTexts, reasonTexts } from '../shared/text-parts.ts';
import { linkTexts } from './link-texts.ts';

const web = join(import.meta.dirname, '..');

/** Whole ids in calls of `t` and `tn`; ids put together from pieces are proven beside their screens. */
function idsIn(folder: string): readonly string[] {
  const files = readdirSync(join(web, folder)).filter((name) => name.endsWith('.tsx'));
  const calls = files.flatMap((name) => {
    const text = readFileSync(join(web, folder, name), 'utf8');
    return [...text.matchAll(/\bt\(\s*'([^']+)'/g)].map((match) => match[1] ?? '');
  });
  return [...new Set(calls)];
}

async function known(parts: readonly TextPart[], locale: 'en' | 'de'): Promise<readonly string[]> {
  const loaded = await Promise.all(parts.map((part) => part[locale]()));
  return loaded.flatMap(({ texts }) => Object.keys(texts));
}

describe('each sentence that a page asks for', () => {
  const pages = [
    { folder: 'link', parts: [commonTexts, reasonTexts, linkTexts] },
    { folder: 'phone', parts: [commonTexts, reasonTexts, faceTexts, phoneTexts] },
  ] as const;
  for (const { folder, parts } of pages) {
    for (const locale of ['en', 'de'] as const) {
      it(`exists: ${folder}, ${locale}`, async () => {
        const ids = await known(parts, locale);
        const asked = idsIn(folder);
        expect(asked.length).toBeGreaterThan(10);
        expect(asked.filter((id) => !ids.includes(id))).toEqual([]);
      });
    }
  }
});

/** Every word of a type, or the types do not fit: a new code cannot slip through. */
const wordsOf = <W extends string>(words: Readonly<Record<W, true>>): readonly string[] =>
  Object.keys(words);

const outcomes = wordsOf<ResultView['outcome']>({
  approved: true,
  declined_retry: true,
  declined_final: true,
  cancelled: true,
  expired: true,
});
const reasons = wordsOf<CancelReason>({
  withdrawn: true,
  owner_said_not_me: true,
  newer_freeze: true,
  thawed_elsewhere: true,
  host_refused: true,
  channel_lost: true,
});
const statuses = wordsOf<CaseStatus>({
  draft: true,
  open: true,
  waiting_user: true,
  waiting_delay: true,
  processing: true,
  in_review: true,
  waiting_resubmission: true,
  approved: true,
  declined: true,
  cancelled: true,
  expired: true,
});

for (const locale of ['en', 'de'] as const) {
  it(`the progress page has words in ${locale} for how a request stands and how it ends`, async () => {
    const ids = await known([linkTexts], locale);
    const endings = [
      ...[...outcomes, 'thawed_elsewhere', 'thawing'].map((one) => `result.${one}`),
      ...['done', 'thawing', 'declined', 'ended'].map((one) => `recovery.${one}`),
      ...statuses.map((one) => `progress.${one}`),
    ];
    const wanted = [
      ...endings.flatMap((id) => [`${id}.title`, `${id}.text`]),
      ...reasons.map((one) => `result.reason.${one}`),
      ...wordsOf<LoginDemand>({ password: true, second_factor: true }).map(
        (one) => `result.change.${one}`,
      ),
    ];
    expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
  });
}
