import './camera.css';
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

/** Where on the picture, drawn on its outline: the picture itself is on no other device. */
export function Outlined({ media, region }: Place) {
  const box = {
    x: region.x * 100,
    y: region.y * 100,
    width: region.width * 100,
    height: region.height * 100,
  };
  return (
    <figure class={media === 'selfie' ? 'outlined face' : 'outlined'}>
      <figcaption>{t(`place.${media}`)}</figcaption>
      <svg
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        role="img"
        aria-label={t('place.marked')}
      >
        <rect class="outline" x="1" y="1" width="98" height="98" />
        <rect class="mark" {...box} />
      </svg>
    </figure>
  );
}
