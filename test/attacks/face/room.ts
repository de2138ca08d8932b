/** A drawn room behind a drawn person, so that a background can stay where it is. */
import { gaussianBank, seededRandom } from '../../../specimens/people/noise.ts';
import { type Person, type Pose, renderPerson } from '../../../specimens/people/person.ts';
import type { RgbImage } from '../../../src/vision/image/decoded-image.ts';

/** No drawn person wears it. */
const key = [0, 255, 0] as const;

export interface RoomView {
  /** Shift of the room in the frame, pixels: a hand holds the phone. */
  readonly dx: number;
  readonly dy: number;
  readonly scale: number;
}

/** Wall, shelves, pictures and a window as plain rectangles with soft borders; one room a seed. */
export function drawRoom(seed: number, width = 720, height = 540): RgbImage {
  const random = seededRandom(seed * 7919 + 5);
  const data = new Uint8Array(width * height * 3);
  const tone = () => [60 + random() * 160, 60 + random() * 150, 60 + random() * 150];
  const paint = (box: readonly number[], color: readonly number[]) => {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box.map(Math.round);
    for (let y = Math.max(0, y0); y < Math.min(height, y1); y += 1) {
      for (let x = Math.max(0, x0); x < Math.min(width, x1); x += 1) {
        for (let k = 0; k < 3; k += 1) data[(y * width + x) * 3 + k] = color[k]!;
      }
    }
  };
  paint([0, 0, width, height], tone());
  for (let piece = 0; piece < 26; piece += 1) {
    const [x, y] = [random() * width, random() * height * 0.8];
    const [w, h] = [15 + random() * 100, 15 + random() * 110];
    paint([x, y, x + w, y + h], tone());
    if (random() > 0.4) paint([x + 5, y + 5, x + w - 5, y + h - 5], tone());
  }
  return { data, width, height };
}

export interface InRoom {
  readonly room: RgbImage;
  readonly view: RoomView;
  readonly noise: number;
  readonly seed: number;
}

/** The person in front of the room, with one sensor's noise over both. */
export function renderInRoom(person: Person, pose: Pose, scene: InRoom): RgbImage {
  const drawn = renderPerson(person, { ...pose, noise: 0, wall: [key, key] });
  const { room, view, noise } = scene;
  const random = seededRandom(scene.seed);
  const bank = gaussianBank();
  const data = new Uint8Array(drawn.data.length);
  const { width, height } = drawn;
  for (let y = 0; y < height; y += 1) {
    const roomY = (y - height / 2) / view.scale + room.height / 2 + view.dy;
    let grain = Math.floor(random() * bank.length);
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      const roomX = (x - width / 2) / view.scale + room.width / 2 + view.dx;
      const from = pixelOf(room, roomX, roomY);
      const green = drawn.data[at + 1]!;
      const other = Math.max(drawn.data[at]!, drawn.data[at + 2]!);
      const open = Math.max(0, Math.min(1, (green - other - 30) / 190));
      for (let k = 0; k < 3; k += 1) {
        const own = Math.max(0, drawn.data[at + k]! - (k === 1 ? open * 255 : 0));
        const behind = room.data[from + k]! * (pose.gain ?? 1);
        grain = (grain + 1) & (bank.length - 1);
        const value = own + open * behind + noise * bank[grain]!;
        data[at + k] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
  }
  return { data, width, height };
}

function pixelOf(room: RgbImage, x: number, y: number): number {
  const px = Math.max(0, Math.min(room.width - 1, Math.round(x)));
  const py = Math.max(0, Math.min(room.height - 1, Math.round(y)));
  return (py * room.width + px) * 3;
}
