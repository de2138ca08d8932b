import { useEffect, useRef, useState } from 'preact/hooks';
import type { ScreenColour } from '../../src/core/wire-face.ts';

/**
 * However answers bunch up on their way, the screen changes less than three times a second
 * (WCAG 2.3.1 allows three flashes, which are pairs of changes).
 */
const shownMsMin = 340;

/** Fills the screen behind the camera's picture with the colour that the service asks for. */
export function ScreenLight({ colour }: { readonly colour: ScreenColour }) {
  const [shown, setShown] = useState(colour);
  const changedAt = useRef(performance.now());
  useEffect(() => {
    if (colour === shown) return;
    const waitMs = Math.max(0, changedAt.current + shownMsMin - performance.now());
    const timer = setTimeout(() => {
      changedAt.current = performance.now();
      setShown(colour);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [colour, shown]);
  return <div class={`screen-light ${shown}`} aria-hidden="true" />;
}

/** The person asked the system for less motion: then the colours are left out unless wanted. */
export function prefersStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
