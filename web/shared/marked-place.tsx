import type { FaultView } from '../../src/core/wire.ts';
import { t } from './text.ts';

/** One place on one picture. */
export interface Place {
  readonly media: NonNullable<FaultView['media']>;
  readonly region: NonNullable<FaultView['region']>;
}

/** Each place once, however many faults name it. */
export function placesOf(faults: readonly FaultView[]): readonly Place[] {
  const places = new Map<string, Place>();
  for (const { media, region } of faults) {
    if (media !== null && region !== null) {
      places.set(`${media} ${JSON.stringify(region)}`, { media, region });
    }
  }
  return [...places.values()];
}

/**
 * Where on the picture, drawn on its outline: the picture itself is on no other device. Sizes and
 * colours are attributes, so that the screens without a camera need no style sheet for it.
 */
export function Outlined({ media, region }: Place) {
  const [width, height] = media === 'selfie' ? [150, 200] : [240, 150];
  const line = { fill: 'none', stroke: 'currentColor', 'stroke-width': 2 };
  return (
    <div>
      <p>{t(`place.${media}`)}</p>
      <svg width={width} height={height} role="img" aria-label={t('place.marked')}>
        <rect x="1" y="1" width={width - 2} height={height - 2} rx="8" {...line} />
        <rect
          x={region.x * width}
          y={region.y * height}
          width={region.width * width}
          height={region.height * height}
          fill="#b3261e"
          fill-opacity="0.25"
          stroke="#b3261e"
          stroke-width="3"
        />
      </svg>
    </div>
  );
}
