import type { PictureFacts, Signal } from '../facts.ts';
import type { PictureMetadata } from './decoded-image.ts';

/** Common screens in device pixels, upright; a picture of exactly this size was hardly photographed. */
const SCREEN_SIZES: ReadonlySet<string> = new Set([
  ...['640x1136', '720x1280', '720x1520', '720x1560', '720x1600', '750x1334', '828x1792'],
  ...['1080x1920', '1080x2160', '1080x2220', '1080x2280', '1080x2340', '1080x2400', '1080x2408'],
  ...['1125x2436', '1170x2532', '1179x2556', '1206x2622', '1242x2208', '1242x2688', '1284x2778'],
  ...['1290x2796', '1320x2868', '1440x2560', '1440x2960', '1440x3040', '1440x3088', '1440x3120'],
  ...['1440x3200', '1488x2266', '1536x2048', '1620x2160', '1640x2360', '1668x2224', '1668x2388'],
  ...['2048x2732', '768x1366', '800x1280', '900x1440', '900x1600', '1050x1680', '1200x1920'],
  ...['1600x2560', '1664x2560', '1800x2880', '1864x2880', '1964x3024', '2160x3840', '2234x3456'],
]);

const EDITORS =
  /photoshop|lightroom|gimp|affinity|snapseed|picsart|facetune|canva|pixelmator|meitu|paint\.net|remini|facea[pk]p/i;

/**
 * Signs from the container alone. They route to a person and never decline: absent camera metadata is
 * normal for a picture taken in the page or passed through a messenger.
 */
export function metadataSignals(facts: PictureFacts, metadata: PictureMetadata): Signal[] {
  const signals: Signal[] = [];
  if (!metadata.hasCamera) {
    signals.push({ code: 'no_camera_metadata', strength: 0.2, detail: 'no camera make and model' });
  }
  if (metadata.software !== null && EDITORS.test(metadata.software)) {
    signals.push({ code: 'metadata_editor', strength: 0.8, detail: metadata.software });
  }
  const size = `${Math.min(facts.width, facts.height)}x${Math.max(facts.width, facts.height)}`;
  if (!metadata.hasCamera && SCREEN_SIZES.has(size)) {
    // A PNG of a screen's size is a screenshot; a JPEG of 1080x1920 may be a frame of a video camera.
    const strength = facts.format === 'png' ? 0.9 : 0.4;
    signals.push({ code: 'is_screenshot', strength, detail: `size of a screen, ${size}` });
  }
  return signals;
}
