/** The face's texture: skin, eyes, brows, lips and beard, drawn as SVG over the face's own map. */
import sharp from 'sharp';
import { loadFaceGeometry } from './face-geometry.ts';
import { type RandomSource, seededRandom, smoothNoise } from './noise.ts';
import type { Colour, Traits } from './traits.ts';

export interface Texture {
  readonly width: number;
  readonly height: number;
  /** RGB, 8 bits a channel, rows from the top. */
  readonly data: Uint8Array;
}

const SIZE = 1024;

/** Rings of the 468-point topology, each from the outer corner along the upper lid and back. */
const EYES = [
  [33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
  [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249],
] as const;
const LID_FOLDS = [
  [130, 247, 30, 29, 27, 28, 56, 190],
  [359, 467, 260, 259, 257, 258, 286, 414],
] as const;
const UPPER_LID_MIDDLE = [159, 386] as const;
const LOWER_LID_MIDDLE = [145, 374] as const;
/** Upper and lower edge of each brow, from the temple inwards. */
const BROWS = [
  { upper: [70, 63, 105, 66, 107], lower: [46, 53, 52, 65, 55] },
  { upper: [300, 293, 334, 296, 336], lower: [276, 283, 282, 295, 285] },
] as const;
const LIPS = [
  61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
];
const LIP_GAP = [61, 78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 291];
const NOSE_SIDES = [
  [193, 122, 196, 236, 198, 209],
  [417, 351, 419, 456, 420, 429],
] as const;
const NOSE_WINGS = [
  [129, 102, 64, 98],
  [358, 331, 294, 327],
] as const;
const NOSTRILS = [79, 309] as const;
const LAUGH_LINES = [
  [129, 203, 206, 216, 212],
  [358, 423, 426, 436, 432],
] as const;
const BEARD = [
  58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288, 435, 416, 434, 432, 436,
  426, 423, 327, 326, 2, 97, 98, 203, 206, 216, 212, 214, 192, 215,
];

const SKIN_DARK: Colour = [0.6, 0.49, 0.44];
const SKIN_RED: Colour = [1.02, 0.78, 0.75];

interface Brush {
  readonly traits: Traits;
  readonly random: RandomSource;
  readonly dark: Colour;
  readonly red: Colour;
}

function at(index: number): readonly [number, number] {
  const { textureCoordinates } = loadFaceGeometry();
  return [textureCoordinates[index * 2]! * SIZE, textureCoordinates[index * 2 + 1]! * SIZE];
}

const css = (colour: Colour, factor = 1) =>
  `rgb(${colour.map((c) => Math.round(Math.min(255, Math.max(0, c * factor)))).join(' ')})`;

function times(colour: Colour, factors: Colour): Colour {
  return [colour[0] * factors[0], colour[1] * factors[1], colour[2] * factors[2]];
}

const trail = (indices: readonly number[]) =>
  `M${indices
    .map((i) =>
      at(i)
        .map((c) => c.toFixed(1))
        .join(' '),
    )
    .join('L')}`;

const blurred = (radius: number, content: string) =>
  `<g filter="url(#soft${radius})">${content}</g>`;

function area(indices: readonly number[], colour: string, opacity = 1, stroke = 0): string {
  return `<path d="${trail(indices)}Z" fill="${colour}" stroke="${colour}" stroke-width="${stroke}" opacity="${opacity}"/>`;
}

function stroke(indices: readonly number[], colour: string, width: number, opacity = 1): string {
  return `<path d="${trail(indices)}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" opacity="${opacity}"/>`;
}

function spot(index: number, radii: readonly [number, number], fill: string, opacity: number) {
  const [x, y] = at(index);
  return `<ellipse cx="${x}" cy="${y}" rx="${radii[0]}" ry="${radii[1]}" fill="${fill}" opacity="${opacity}"/>`;
}

function complexion({ traits, dark, red }: Brush): string {
  const glow = 0.32 + 0.3 * traits.makeup;
  const bright = css(traits.skin, 1.06);
  return [
    blurred(
      20,
      spot(50, [78, 58], css(red), glow) +
        spot(280, [78, 58], css(red), glow) +
        spot(4, [36, 34], css(red), 0.34) +
        spot(152, [52, 30], css(red), 0.2) +
        spot(151, [150, 46], bright, 0.3) +
        spot(6, [12, 60], bright, 0.35),
    ),
    blurred(
      12,
      EYES.map((eye) => area(eye, css(dark), 0.28 + 0.25 * traits.makeup, 30)).join('') +
        spot(18, [44, 15], css(dark), 0.34) +
        spot(2, [38, 14], css(dark), 0.4),
    ),
    blurred(
      6,
      NOSE_SIDES.map((side) => stroke(side, css(dark), 12, 0.24)).join('') +
        LAUGH_LINES.map((fold) =>
          stroke(fold, css(dark), 8 + 8 * traits.lines, 0.2 + 0.4 * traits.lines),
        ).join('') +
        [230, 450]
          .map((bag) => spot(bag, [40, 10], css(dark), 0.2 + 0.32 * traits.lines))
          .join('') +
        stroke([164, 0], css(dark), 12, 0.24),
    ),
    blurred(
      3,
      NOSE_WINGS.map((wing) => stroke(wing, css(dark), 6, 0.5)).join('') +
        NOSTRILS.map((hole) => spot(hole, [13, 7], css([40, 21, 17]), 0.85)).join(''),
    ),
    traits.lines > 0.2 ? foreheadLines(traits.lines, css(dark)) : '',
  ].join('');
}

function foreheadLines(strength: number, colour: string): string {
  const [x, y] = at(151);
  return [-28, 6, 38]
    .map((shift) =>
      blurred(
        3,
        `<path d="M${x - 128} ${y + shift}Q${x} ${y + shift - 18} ${x + 128} ${y + shift}" fill="none" stroke="${colour}" stroke-width="5" opacity="${0.42 * strength}"/>`,
      ),
    )
    .join('');
}

function mouth({ traits }: Brush): string {
  const gap = css(times(traits.lips, [0.34, 0.3, 0.3]));
  return [
    blurred(3, area(LIPS, css(traits.lips), 0.74 + 0.26 * traits.makeup)),
    blurred(6, spot(17, [46, 9], css([255, 236, 230]), 0.18)),
    blurred(2, stroke(LIP_GAP, gap, 6)),
  ].join('');
}

function openEye(side: 0 | 1, { traits, random, dark }: Brush): string {
  const eye = EYES[side];
  const [outerX] = at(eye[0]);
  const [innerX] = at(eye[8]);
  const upperY = at(UPPER_LID_MIDDLE[side])[1];
  const lowerY = at(LOWER_LID_MIDDLE[side])[1];
  const x = (outerX + innerX) / 2;
  const radius = Math.abs(outerX - innerX) * 0.235;
  const y = (upperY + lowerY) / 2 - radius * 0.1;
  const disc = (share: number, fill: string) =>
    `<circle cx="${x}" cy="${y}" r="${radius * share}" fill="${fill}"/>`;
  const rays = Array.from({ length: 24 }, (_, k) => {
    const angle = ((k + 0.3 * random()) / 24) * 2 * Math.PI;
    const [dx, dy] = [Math.cos(angle) * radius, Math.sin(angle) * radius];
    return `<path d="M${x + dx * 0.42} ${y + dy * 0.42}L${x + dx * 0.8} ${y + dy * 0.8}" stroke="${css(traits.iris, random() < 0.5 ? 0.7 : 1.35)}" stroke-width="1.6" opacity=".6"/>`;
  }).join('');
  const upper = eye.slice(0, 9);
  const lower = [...eye.slice(8), eye[0]];
  return [
    `<clipPath id="eye${side}"><path d="${trail(eye)}Z"/></clipPath><g clip-path="url(#eye${side})">`,
    area(eye, css([230, 224, 218])),
    disc(1, css(traits.iris, 0.45)),
    disc(0.84, css(traits.iris)),
    rays,
    disc(0.43, css([12, 10, 10])),
    blurred(3, stroke(upper, css([50, 36, 30]), 14, 0.55)),
    `<circle cx="${x - radius * 0.3}" cy="${y - radius * 0.36}" r="${radius * 0.17}" fill="white"/></g>`,
    stroke(upper, css(traits.brows, 0.5), 4.5 + 4 * traits.makeup),
    blurred(2, stroke(lower, css(dark), 2.5, 0.7)),
  ].join('');
}

function shutEye(side: 0 | 1, { traits }: Brush): string {
  const eye = EYES[side];
  return (
    blurred(3, area(eye, css(traits.skin, 0.9), 1, 9)) +
    stroke([...eye.slice(8), eye[0]], css(traits.brows, 0.4), 6)
  );
}

function brow(side: 0 | 1, { traits, random }: Brush): string {
  const { upper, lower } = BROWS[side];
  const outwards = side === 0 ? -1 : 1;
  const hairs = Array.from({ length: 250 }, () => {
    const along = random() * (upper.length - 1.001);
    const i = Math.floor(along);
    const f = along - i;
    const mix = (axis: 0 | 1, list: readonly number[]) =>
      at(list[i]!)[axis] * (1 - f) + at(list[i + 1]!)[axis] * f;
    const taper = along < 1 ? 0.4 + 0.6 * along : 1;
    const across = 0.5 + (random() - 0.5) * traits.browThickness * taper;
    const x = mix(0, upper) * (1 - across) + mix(0, lower) * across;
    const y = mix(1, upper) * (1 - across) + mix(1, lower) * across;
    const dx = outwards * (9 + 7 * random());
    const dy = -6 + 5 * random() + (along < 1.2 ? 6 : 0);
    return `<path d="M${x} ${y}l${dx} ${dy}" stroke="${css(traits.brows, 0.7 + 0.6 * random())}" stroke-width="${1.5 + random()}" opacity=".75"/>`;
  }).join('');
  const whole = [...upper, ...lower.toReversed()];
  return blurred(6, area(whole, css(traits.brows), 0.48)) + blurred(1, hairs);
}

function marks({ traits, random, dark }: Brush): string {
  const scatter = (places: readonly number[], spread: number, radius: number, fill: string) => {
    const [x, y] = at(places[Math.floor(random() * places.length)]!);
    return `<circle cx="${x + (random() - 0.5) * spread}" cy="${y + (random() - 0.5) * spread * 0.6}" r="${radius + random() * 2}" fill="${fill}" opacity=".5"/>`;
  };
  const freckles = Math.round(140 * traits.freckles);
  return (
    Array.from({ length: freckles }, () =>
      scatter([50, 280, 101, 330, 5, 195], 150, 1.2, css(dark)),
    ).join('') +
    Array.from({ length: 3 }, () =>
      scatter([205, 425, 151, 50, 280, 176], 90, 2.5, css([82, 46, 36])),
    ).join('')
  );
}

const sides = [0, 1] as const;

const svg = (content: readonly string[]) =>
  Buffer.from(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}"><defs>`,
      ...[1, 2, 3, 6, 12, 20].map(
        (radius) =>
          `<filter id="soft${radius}" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="${radius}"/></filter>`,
      ),
      '</defs>',
      ...content,
      '</svg>',
    ].join(''),
  );

/** Rasterizes the face's texture, once with open eyes and once with the lids over them. */
export async function paintFace(
  traits: Traits,
): Promise<{ readonly eyesOpen: Texture; readonly eyesShut: Texture }> {
  const brush: Brush = {
    traits,
    random: seededRandom(traits.seed),
    dark: times(traits.skin, SKIN_DARK),
    red: times(traits.skin, SKIN_RED),
  };
  const beard = traits.beard
    ? blurred(12, area(BEARD, css(traits.hair), 0.55 * traits.beard)) + mouth(brush)
    : '';
  const face = svg([
    `<rect width="100%" height="100%" fill="${css(traits.skin)}"/>`,
    complexion(brush),
    mouth(brush),
    ...sides.map((side) => openEye(side, brush)),
    ...LID_FOLDS.map((fold) => blurred(2, stroke(fold, css(brush.dark), 4, 0.55))),
    ...sides.map((side) => brow(side, brush)),
    beard,
    marks(brush),
  ]);
  const open = await sharp(face).removeAlpha().raw().toBuffer();
  mottle(open, traits.seed);
  const shut = await sharp(open, { raw: { width: SIZE, height: SIZE, channels: 3 } })
    .composite([{ input: svg(sides.map((side) => shutEye(side, brush))) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  const size = { width: SIZE, height: SIZE };
  return { eyesOpen: { ...size, data: open }, eyesShut: { ...size, data: shut } };
}

/** Skin is never one colour: three octaves of faint noise. */
function mottle(data: Uint8Array, seed: number): void {
  for (let y = 0; y < SIZE; y++) {
    for (let x = 0; x < SIZE; x++) {
      const light =
        0.93 +
        0.05 * smoothNoise(x / 70, y / 70, seed) +
        0.05 * smoothNoise(x / 17, y / 17, seed + 1) +
        0.05 * smoothNoise(x / 5, y / 5, seed + 2);
      const pixel = (y * SIZE + x) * 3;
      for (let channel = 0; channel < 3; channel++)
        data[pixel + channel] = Math.min(255, data[pixel + channel]! * light);
    }
  }
}
