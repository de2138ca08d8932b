/** The reference page of the attacks, printed from counts; and the same tables for the terminal. */
import { formatRate, rateOf } from '../../../bench/rates.ts';
import { neckShareMin, unevennessMin } from '../../../src/verifications/face/judge-face.ts';
import {
  backgroundDragMax,
  backgroundZoomMax,
  perspectiveMin,
} from '../../../src/verifications/face/sequence-signs.ts';
import { chapterAfter, chapterBefore, defenceIdeas } from './attacks-page-text.ts';
import { areaOf, type Defence, type DefenceSample, defences, isBeyond } from './defences.ts';
import type { AttackCount, SuiteResult } from './suite.ts';

/** The product's own; a defence that is missing here is not built in. */
const bounds: Partial<Record<Defence, number>> = {
  backgroundDrag: backgroundDragMax,
  backgroundZoom: backgroundZoomMax,
  perspective: perspectiveMin,
  neckAnswers: neckShareMin,
  lightOnShape: unevennessMin,
};

export function attacksPage(result: SuiteResult): string {
  const rows = (isBrowser: boolean) =>
    result.attacks.filter(({ material }) => (material === 'browser') === isBrowser);
  return [
    chapterBefore(result),
    '## Through the vision engine and the judge',
    attackLines(rows(false)).join('\n'),
    '## Through real pages',
    'The same service, pages and child processes as in use; Chromium plays the film of the attack as its camera.',
    attackLines(rows(true)).join('\n'),
    '## Defences against one warped photo',
    defenceIdeas,
    defenceLines(result.defences).join('\n'),
    chapterAfter(result),
  ].join('\n\n');
}

const share = (hits: number, n: number) => formatRate(rateOf(hits, n)).replace(/ of \d+$/, '');

export function attackLines(rows: readonly AttackCount[]): string[] {
  return [
    '| attack | material | n | accepted | flagged | refused | reasons given |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(({ attack, material, counts, codes }) => {
      const n = counts.accepted + counts.flagged + counts.refused;
      const { accepted, flagged, refused } = counts;
      const why = Object.entries(codes).map(([code, times]) => `${code} ${times}`);
      const rates = [accepted, flagged, refused].map((hits) => share(hits, n));
      return `| ${[attack, material, n, ...rates, why.join(', ') || '-'].join(' | ')} |`;
    }),
  ];
}

const materials = ['drawn', 'photographed'] as const;
const kinds = ['zooms', 'stays', 'cutout', 'tinted', 'knowing', 'shaped', 'foreign'] as const;

export function defenceLines(samples: readonly DefenceSample[]): string[] {
  const measured = (defence: Defence, of: (sample: DefenceSample) => boolean) =>
    samples.filter((one) => of(one) && one.values[defence] !== null);
  const noted = (defence: Defence, list: readonly DefenceSample[]) => {
    const bound = bounds[defence];
    if (bound === undefined || list.length === 0) return '-';
    return formatRate(
      rateOf(list.filter((one) => isBeyond(defence, one, bound)).length, list.length),
    );
  };
  const row = (defence: Defence, name: string, list: readonly DefenceSample[], area: string) => {
    const own = list.filter(({ heldOut }) => !heldOut);
    const other = list.filter(({ heldOut }) => heldOut);
    return `| ${[defence, name, list.length, area, noted(defence, own), noted(defence, other)].join(' | ')} |`;
  };
  return [
    '| defence | sessions | n | area | noted, people it was set on | noted, others |',
    '|---|---|---|---|---|---|',
    ...(Object.keys(defences) as Defence[]).flatMap((defence) => {
      const live = measured(defence, ({ kind }) => kind === 'live');
      const attacked = materials.flatMap((material) =>
        kinds.flatMap((kind) => {
          const list = measured(defence, (one) => one.kind === kind && one.material === material);
          if (list.length === 0 || live.length === 0) return [];
          const area = areaOf(defence, live, list).toFixed(2);
          return [row(defence, `${kind}, ${material}`, list, area)];
        }),
      );
      return live.length === 0 ? [] : [row(defence, 'live, drawn', live, '-'), ...attacked];
    }),
  ];
}
