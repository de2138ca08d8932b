/** Fine wave lines and rosettes, as security printing has them behind the text. */
import type { RandomSource } from '../people/noise.ts';

export interface Sheet {
  /** Millimetres. */
  readonly width: number;
  readonly height: number;
  readonly inks: readonly [string, string];
  readonly random: RandomSource;
}

const fixed = (value: number) => value.toFixed(2);

function curve(points: readonly (readonly [number, number])[], ink: string, width: number): string {
  const d = points.map(([x, y]) => `${fixed(x)} ${fixed(y)}`).join('L');
  return `<path d="M${d}" fill="none" stroke="${ink}" stroke-width="${width}"/>`;
}

/** Waves across the whole sheet; their phase drifts from line to line, so that they interfere. */
export function waves({ width, height, inks, random }: Sheet): string {
  const phase = random() * 6;
  const lines: string[] = [];
  for (let k = 0; k < 64; k++) {
    const base = (k / 63) * height * 1.1 - height * 0.05;
    const points: [number, number][] = [];
    for (let x = 0; x <= width; x += 0.8) {
      const swell = 3.1 * Math.sin(x / 9 + k * 0.13 + phase);
      const ripple = 1.2 * Math.sin(x / 3.3 - k * 0.31 + phase);
      points.push([x, base + swell + ripple]);
    }
    lines.push(curve(points, inks[k % 2]!, 0.1));
  }
  return `<g opacity=".42">${lines.join('')}</g>`;
}

/** A rosette: one closed curve around a centre, radius in millimetres. */
export function rosette(x: number, y: number, radius: number, petals: number, ink: string): string {
  const rings: string[] = [];
  for (let ring = 0; ring < 7; ring++) {
    const points: [number, number][] = [];
    for (let step = 0; step <= 360; step++) {
      const angle = (step / 180) * Math.PI;
      const wave = 0.78 + 0.22 * Math.sin(petals * angle + ring * 0.9);
      const r = radius * wave * (1 - ring * 0.09);
      points.push([x + r * Math.cos(angle), y + r * Math.sin(angle)]);
    }
    rings.push(curve(points, ink, 0.11));
  }
  return `<g opacity=".5">${rings.join('')}</g>`;
}
