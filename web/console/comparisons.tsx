import type { ReviewView } from '../../src/core/wire-staff.ts';

type Comparison = ReviewView['comparisons'][number];

const bands: Record<Comparison['band'], { readonly words: string; readonly look: string }> = {
  match: { words: 'match', look: 'good' },
  uncertain: { words: 'uncertain', look: 'warn' },
  no_match: { words: 'no match', look: 'bad' },
};

const percent = (value: number) => Math.min(1, Math.max(0, value)) * 100;

/** Similarities as bars with the two thresholds. Machine figures: a hint, never a verdict. */
export function Comparisons({ list }: { readonly list: readonly Comparison[] }) {
  if (list.length === 0) return null;
  return (
    <section aria-label="Comparisons">
      <h2>
        Comparisons <span class="dim">machine, a hint</span>
      </h2>
      <ul class="comparisons">
        {list.map((comparison) => (
          <li key={comparison.label}>
            <div>
              <span>{comparison.label}</span>
              <span class={bands[comparison.band].look}>
                {bands[comparison.band].words}{' '}
                <span class="mono">{comparison.similarity.toFixed(3)}</span>
              </span>
            </div>
            <Bar comparison={comparison} />
            <small class="dim mono">
              review ≥ {comparison.thresholds.review} · match ≥ {comparison.thresholds.match}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Bar({ comparison }: { readonly comparison: Comparison }) {
  const review = percent(comparison.thresholds.review);
  const match = percent(comparison.thresholds.match);
  return (
    <svg class="scale" width="100%" height="12" aria-hidden="true">
      <rect class="ground" width="100%" y="3" height="6" />
      <rect class="uncertain" x={`${review}%`} width={`${match - review}%`} y="3" height="6" />
      <rect class="match" x={`${match}%`} width={`${100 - match}%`} y="3" height="6" />
      <rect
        class={`value ${comparison.band}`}
        width={`${percent(comparison.similarity)}%`}
        y="5"
        height="2"
      />
      <svg x={`${percent(comparison.similarity)}%`} overflow="visible" aria-hidden="true">
        <rect class={`value ${comparison.band}`} x="-1.5" y="0" width="3" height="12" />
      </svg>
    </svg>
  );
}
