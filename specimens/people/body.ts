/** What is around the face: ears, neck, shoulders, hair. */
import { type Mesh, surface } from './mesh.ts';
import { smoothNoise } from './noise.ts';
import { shapeOutline } from './sculpt.ts';
import type { Traits } from './traits.ts';

const NECK_TOP = -4.5;
const NECK_BOTTOM = -19;

/** The neck twists: its foot stays with the shoulders. */
function followNeck(y: number): number {
  return Math.min(1, Math.max(0, (y - NECK_BOTTOM) / (NECK_TOP - NECK_BOTTOM - 3.5)));
}

function ear(side: number, traits: Traits): Mesh {
  return surface({ columns: 20, rows: 14, material: 'skin' }, (s, t) => {
    const turn = s * 2 * Math.PI;
    const rise = t * Math.PI;
    const shell = 1 - 0.18 * Math.exp(-(((turn - 1.2) / 0.7) ** 2)) * Math.sin(rise);
    return shapeOutline(
      [
        side * (7.75 + 0.75 * Math.sin(rise) * Math.sin(turn) + 0.35 * Math.cos(rise)),
        0.4 + 2.9 * Math.cos(rise) * (t < 0.5 ? 1 : 0.92),
        -3.1 - 0.55 * Math.cos(rise) + 1.55 * shell * Math.sin(rise) * Math.cos(turn),
      ],
      traits,
    );
  });
}

function neck(traits: Traits): Mesh {
  const girth = 5.1 * traits.faceWidth * (0.6 + 0.4 * traits.jawWidth);
  return surface({ columns: 36, rows: 14, material: 'skin', follow: followNeck }, (s, t) => {
    const turn = (s - 0.5) * 2 * Math.PI;
    const flare = 1 + 0.1 * (2 * t - 1) ** 2 + 0.28 * t ** 4;
    return [
      girth * flare * Math.sin(turn),
      NECK_TOP + (NECK_BOTTOM - NECK_TOP) * t,
      -3.4 - 2.2 * t + girth * 0.92 * flare * Math.cos(turn),
    ];
  });
}

function shoulders(traits: Traits): Mesh {
  const breadth = 20 + 2.5 * (traits.jawWidth - 1) * 4;
  return surface({ columns: 64, rows: 24, material: 'cloth', follow: () => 0 }, (s, t) => {
    const turn = (s - 0.5) * 2 * Math.PI;
    const spread = ramped(t);
    const x = (5.9 + (breadth - 5.9) * spread) * Math.sin(turn);
    const z = (5.6 + 4.2 * spread) * Math.cos(turn) - 5.4;
    // The trapezius slopes from the neck, the back lies lower than the collar.
    const drop =
      7.4 * t ** 1.2 + 30 * Math.max(0, t - 0.62) ** 1.5 + 1.2 * (1 - Math.cos(turn)) * t;
    return [x, -14.4 - drop - 1.4 * Math.max(0, Math.cos(turn)) * (1 - t), z];
  });
}

function ramped(t: number): number {
  const x = Math.min(1, t / 0.72);
  return Math.sin((x * Math.PI) / 2) ** 0.9;
}

/** Height of the hairline by the angle from the front (radians), piecewise linear. */
const HAIRLINE: readonly (readonly [number, number])[] = [
  [0, 7.7],
  [0.5, 7.2],
  [0.8, 5.8],
  [1.02, 3.9],
  [1.3, 1.3],
  [1.7, -0.6],
  [Math.PI, -6.6],
];

function hairlineAt(angle: number): number {
  for (let i = 1; i < HAIRLINE.length; i++) {
    const [from, high] = HAIRLINE[i - 1]!;
    const [to, low] = HAIRLINE[i]!;
    if (angle <= to) return high + ((low - high) * (angle - from)) / (to - from);
  }
  return HAIRLINE.at(-1)![1];
}

function hair(traits: Traits): Mesh {
  const thickness = 0.9 + traits.hairVolume;
  const crown = 11.9 + thickness;
  const middle = 3.1;
  return surface({ columns: 180, rows: 40, material: 'hair' }, (s, t) => {
    const turn = (s - 0.5) * 2 * Math.PI;
    const angle = Math.abs(turn);
    const ragged =
      0.35 * (smoothNoise(s * 60, 0, traits.seed) - 0.5) +
      0.4 * (smoothNoise(s * 150, 1, traits.seed) - 0.5);
    let line = hairlineAt(angle) + ragged;
    // A bare crown: the hair begins lower at the front and the sides stay.
    line += traits.baldness * 1.1 * Math.max(0, Math.cos(turn));
    if (angle > 0.95)
      line -= traits.hairLength * 14 * Math.min(1, (angle - 0.95) / 0.35) * (1 + 0.1 * ragged);
    const y = crown + (line - crown) * t ** 0.85;
    const above = Math.max(0, (y - middle) / (crown - middle));
    const round = above > 0 ? Math.sqrt(1 - Math.min(1, above) ** 2) : 1;
    const below = Math.max(0, middle - y);
    const flare = traits.hairLength > 0 ? 1 + 0.016 * below : 1 - 0.012 * below;
    const lock = 1 + 0.03 * (smoothNoise(s * 40, y * 0.25, traits.seed + 7) - 0.5);
    const shaped = shapeOutline([0, Math.max(y, -5), 0], traits);
    return [
      (8.05 + 0.65 * thickness) * traits.faceWidth * round * flare * lock * Math.sin(turn),
      y > -5 ? shaped[1] : y * traits.faceLength,
      -3.8 + (9.05 + 0.55 * thickness) * round * flare * lock * Math.cos(turn),
    ];
  });
}

/** Everything but the head itself. */
export function bodyParts(traits: Traits): Mesh[] {
  const parts = [ear(-1, traits), ear(1, traits), neck(traits), shoulders(traits)];
  if (traits.baldness < 1) parts.push(hair(traits));
  return parts;
}
