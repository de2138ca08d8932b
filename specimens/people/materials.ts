/** Textures of everything that is not the face: bare skin, hair strands, cloth. */
import { smoothNoise } from './noise.ts';
import type { Texture } from './paint.ts';
import type { Colour, Traits } from './traits.ts';

const WIDTH = 512;
const HEIGHT = 256;

function fill(light: (u: number, v: number) => number, colour: Colour): Texture {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const factor = light(x / WIDTH, y / HEIGHT);
      const pixel = (y * WIDTH + x) * 3;
      for (let channel = 0; channel < 3; channel++)
        data[pixel + channel] = Math.min(255, Math.max(0, colour[channel]! * factor));
    }
  }
  return { width: WIDTH, height: HEIGHT, data };
}

export function skinTexture(traits: Traits): Texture {
  const tone: Colour = [traits.skin[0], traits.skin[1] * 0.97, traits.skin[2] * 0.96];
  return fill(
    (u, v) =>
      0.9 +
      0.06 * smoothNoise(u * 30, v * 30, traits.seed) +
      0.06 * smoothNoise(u * 110, v * 110, traits.seed + 1),
    tone,
  );
}

export function hairTexture(traits: Traits): Texture {
  return fill(
    (u, v) =>
      0.5 +
      0.5 * smoothNoise(u * 150, v * 4, traits.seed + 3) +
      0.4 * smoothNoise(u * 400, v * 9, traits.seed + 4),
    traits.hair,
  );
}

export function clothTexture(traits: Traits): Texture {
  return fill(
    (u, v) =>
      0.88 +
      0.16 * smoothNoise(u * 16, v * 6, traits.seed + 5) +
      0.06 * smoothNoise(u * 250, v * 120, traits.seed + 6),
    traits.clothes,
  );
}
