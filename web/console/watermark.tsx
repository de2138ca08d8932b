import { useId } from 'preact/hooks';

/** What repeats over every picture: who looks, when, at which case (security.md A9). */
export interface Stamp {
  readonly reviewer: string;
  readonly time: string;
  readonly caseId: string;
}

const characterWidth = 6.6;
const tileHeight = 132;

/** Text repeated through an SVG pattern, so that no style attribute is needed (CSP). */
export function Watermark({ stamp }: { readonly stamp: Stamp }) {
  const id = useId();
  const first = `${stamp.reviewer}  ${stamp.time}`;
  const tileWidth = Math.max(first.length, stamp.caseId.length) * characterWidth + 90;
  return (
    <svg class="watermark" width="100%" height="100%" aria-hidden="true">
      <defs>
        <pattern
          id={id}
          width={tileWidth}
          height={tileHeight}
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(-24)"
        >
          <text x="0" y="22">
            {first}
          </text>
          <text x="0" y="38">
            {stamp.caseId}
          </text>
          <text x={tileWidth / 2} y="96">
            {first}
          </text>
          <text x={-tileWidth / 2} y="96">
            {first}
          </text>
        </pattern>
      </defs>
      <rect width="100%" height="100%" fill={`url(#${id})`} />
    </svg>
  );
}
