import './camera.css';
import type { Ref } from 'preact';
import { useCallback } from 'preact/hooks';

export interface CameraViewProps {
  readonly stream: MediaStream;
  /** `oval` for a face (shown mirrored, as in a mirror), `card` for a document. */
  readonly guide: 'oval' | 'card';
  /** Receives the video once it plays; null when it goes. */
  readonly onVideo: (video: HTMLVideoElement | null) => void;
}

/** What the camera sees, with the shape that says where to be. Captures are never mirrored. */
export function CameraView({ stream, guide, onVideo }: CameraViewProps) {
  const attach: Ref<HTMLVideoElement> = useCallback(
    (video: HTMLVideoElement | null) => {
      if (!video) return onVideo(null);
      video.srcObject = stream;
      video.onplaying = () => onVideo(video);
      void video.play().catch(() => {});
    },
    [stream, onVideo],
  );
  return (
    <div class={guide === 'oval' ? 'camera mirrored' : 'camera card'}>
      <video ref={attach} autoplay muted playsInline />
      {guide === 'oval' ? <OvalGuide /> : <CardGuide />}
    </div>
  );
}

function OvalGuide() {
  return (
    <svg viewBox="0 0 300 400" aria-hidden="true">
      <path class="shade" fill-rule="evenodd" d="M0 0h300v400H0z M150 50a105 145 0 1 0 .1 0z" />
      <ellipse class="guide" cx="150" cy="195" rx="105" ry="145" />
    </svg>
  );
}

/** ID-1 and the passport page are near enough to one ratio for a guide (ICAO 9303-3, -4, -5). */
function CardGuide() {
  return (
    <svg viewBox="0 0 400 300" aria-hidden="true">
      <path class="shade" fill-rule="evenodd" d="M0 0h400v300H0z M24 32h352v236H24z" />
      <rect class="guide" x="24" y="32" width="352" height="236" rx="12" />
    </svg>
  );
}
