import { useEffect, useState } from 'preact/hooks';
import { type Media, type NumberedReason, reasonsOn } from './evidence-list.ts';
import { dayTimeText } from './time.ts';
import { type Stamp, Watermark } from './watermark.tsx';

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PictureProps {
  readonly media: Media;
  /** Under a frame of the facial verification: its place in the row. */
  readonly caption: string;
  readonly url: string;
  readonly stamp: Stamp;
  readonly reasons: readonly NumberedReason[];
  /** Number of the reason pointed at in the list of steps. */
  readonly lit: number | null;
  /** Ever opened: the bytes are asked for (and the look is logged) only from then on. */
  readonly opened: boolean;
  readonly hidden: boolean;
  /** Digit key that enlarges this picture. */
  readonly digit: number;
  readonly onToggle: () => void;
  readonly onEnlarge: () => void;
  readonly onBroken: () => void;
}

export function Picture(props: PictureProps) {
  const { media, caption, hidden, digit, onToggle, onEnlarge } = props;
  const frame = media.role === 'face_frame';
  return (
    <figure class={frame ? 'frame' : `main ${media.role}`}>
      <button
        type="button"
        class="surface"
        aria-pressed={!hidden}
        aria-label={`${media.label} ${caption}: ${hidden ? 'show' : 'hide'}`}
        onClick={onToggle}
      >
        <PictureLayers {...props} />
      </button>
      <figcaption>
        <span>{frame ? caption : media.label}</span>
        {!frame && (
          <span class="dim">
            {media.width > 0 && `${media.width}×${media.height} · `}
            {dayTimeText(media.at)}
          </span>
        )}
        {!frame && (
          <button type="button" onClick={onEnlarge}>
            Enlarge {digit <= 9 && <kbd>{digit}</kbd>}
          </button>
        )}
      </figcaption>
    </figure>
  );
}

/** The picture, the places that reasons name, the watermark, and the veil while it is hidden. */
export function PictureLayers(props: PictureProps) {
  const { media, url, stamp, opened, hidden, onBroken } = props;
  const [broken, setBroken] = useState(false);
  const [arrived, setArrived] = useState<Size | null>(null);
  const size = media.width > 0 ? { width: media.width, height: media.height } : arrived;
  // Hiding a picture that did not arrive and showing it again asks for it once more.
  useEffect(() => {
    if (hidden) setBroken(false);
  }, [hidden]);
  return (
    <>
      {opened && !broken && (
        <img
          src={url}
          alt=""
          class={hidden ? 'blurred' : ''}
          onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
            setArrived({ width, height })
          }
          onError={() => {
            setBroken(true);
            onBroken();
          }}
        />
      )}
      {opened && size !== null && <Regions {...props} size={size} />}
      {opened && <Watermark stamp={stamp} />}
      {hidden && (
        <span class="veil">
          {media.role === 'face_frame' ? (
            ''
          ) : (
            <>
              {media.label}
              <small>
                click, or <kbd>b</kbd> for all
              </small>
            </>
          )}
        </span>
      )}
      {broken && !hidden && (
        <span class="veil bad">The picture did not arrive. Hide and show it to ask again.</span>
      )}
    </>
  );
}

function Regions({ media, reasons, lit, size }: PictureProps & { readonly size: Size }) {
  const { width, height } = size;
  const label = Math.max(width, height) * 0.035;
  return (
    <svg
      class="regions"
      width="100%"
      height="100%"
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      {reasonsOn(media, reasons).map(({ number, reason }) => {
        const region = reason.region;
        if (region === null) return null;
        const x = region.x * width;
        const y = region.y * height;
        // The number stands on the upper edge, or inside where there is no room above.
        const tagY = Math.max(0, y - label * 1.25);
        return (
          <g key={number} class={lit === number ? 'lit' : ''}>
            <rect
              x={x}
              y={y}
              width={region.width * width}
              height={region.height * height}
              vector-effect="non-scaling-stroke"
            />
            <rect class="tag" x={x} y={tagY} width={label * 1.5} height={label * 1.25} />
            <text x={x + label * 0.75} y={tagY + label} font-size={label} text-anchor="middle">
              {number}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
