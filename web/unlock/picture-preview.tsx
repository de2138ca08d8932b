import { useEffect, useRef, useState } from 'preact/hooks';
import type { Region } from '../../src/core/picture-region.ts';
import { t } from '../shared/text.ts';

const longestSideMax = 1024;

export interface PicturePreviewProps {
  readonly picture: Blob;
  /** Where the faults are, in fractions of the upright picture. */
  readonly regions: readonly Region[];
  readonly alt: string;
  /** The browser cannot open it. */
  readonly onUnreadable?: () => void;
}

/** The person's own picture, drawn on a canvas (no blob: address to allow), with the faults marked. */
export function PicturePreview({ picture, regions, alt, onUnreadable }: PicturePreviewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [isDrawn, setDrawn] = useState(false);
  useEffect(() => {
    let isGone = false;
    createImageBitmap(picture).then(
      (bitmap) => {
        const target = canvas.current;
        if (!isGone && target) {
          const scale = Math.min(1, longestSideMax / Math.max(bitmap.width, bitmap.height));
          target.width = Math.round(bitmap.width * scale);
          target.height = Math.round(bitmap.height * scale);
          target.getContext('2d')?.drawImage(bitmap, 0, 0, target.width, target.height);
          setDrawn(true);
        }
        bitmap.close();
      },
      () => {
        if (!isGone) onUnreadable?.();
      },
    );
    return () => {
      isGone = true;
    };
  }, [picture]);
  return (
    <div class="preview-box">
      <canvas ref={canvas} class="preview" role="img" aria-label={alt} width="4" height="3" />
      {isDrawn && regions.length > 0 ? (
        <svg
          viewBox="0 0 100 100"
          preserveAspectRatio="none"
          role="img"
          aria-label={t('picture.marked')}
        >
          {regions.map((region) => (
            <Mark key={`${region.x} ${region.y} ${region.width}`} region={region} />
          ))}
        </svg>
      ) : null}
    </div>
  );
}

/** Dark on a light halo, so that it shows on any picture. */
function Mark({ region }: { readonly region: Region }) {
  const box = {
    x: region.x * 100,
    y: region.y * 100,
    width: region.width * 100,
    height: region.height * 100,
  };
  return (
    <>
      <rect class="halo" {...box} />
      <rect class="mark" {...box} />
    </>
  );
}
