import type { FaceGuidance } from '../../src/core/wire-face.ts';

/** Codes are the product's reason codes, so each has a sentence `reason.<code>`. */
export type CameraFault = 'camera_denied' | 'camera_missing' | 'camera_unsupported';

export class CameraError extends Error {
  readonly code: CameraFault;

  constructor(code: CameraFault) {
    super(code);
    this.code = code;
  }
}

/** `front` looks at the person, `back` away from them. */
export type CameraSide = 'front' | 'back';

/**
 * Opens a camera, without sound unless asked; `back` asks for more pixels. Rejects with CameraError only.
 * Stop every track when done (`stopCamera`).
 */
export async function openCamera(side: CameraSide, audio = false): Promise<MediaStream> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.getUserMedia) throw new CameraError('camera_unsupported');
  const [width, height] = side === 'front' ? [1280, 960] : [1920, 1440];
  try {
    return await devices.getUserMedia({
      audio,
      video: {
        facingMode: { ideal: side === 'front' ? 'user' : 'environment' },
        width: { ideal: width },
        height: { ideal: height },
      },
    });
  } catch (error) {
    throw new CameraError(faultOf((error as DOMException).name));
  }
}

/** W3C Media Capture and Streams, 10.2: the names getUserMedia rejects with. */
export function faultOf(name: string): CameraFault {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'camera_denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'camera_missing';
  return 'camera_unsupported';
}

export function stopCamera(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** True when the device lists a camera; labels are hidden until permission, which is fine here. */
export async function hasCamera(): Promise<boolean> {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices?.enumerateDevices) return false;
  const list = await devices.enumerateDevices().catch(() => []);
  return list.some(({ kind }) => kind === 'videoinput');
}

export interface CaptureSize {
  /** Longest side in pixels; a smaller picture is not enlarged. */
  readonly longestSide: number;
  /** JPEG quality, 0..1. */
  readonly quality: number;
}

const canvases = new WeakMap<HTMLVideoElement, HTMLCanvasElement>();

/** The picture the video shows now, unmirrored, as JPEG. null while the camera gives no picture. */
export function captureJpeg(video: HTMLVideoElement, size: CaptureSize): Promise<Blob | null> {
  const { videoWidth, videoHeight } = video;
  if (videoWidth === 0 || videoHeight === 0) return Promise.resolve(null);
  let canvas = canvases.get(video);
  if (!canvas) {
    canvas = document.createElement('canvas');
    canvases.set(video, canvas);
  }
  const scale = Math.min(1, size.longestSide / Math.max(videoWidth, videoHeight));
  canvas.width = Math.round(videoWidth * scale);
  canvas.height = Math.round(videoHeight * scale);
  canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
  const drawn = canvas;
  return new Promise((resolve) => drawn.toBlob(resolve, 'image/jpeg', size.quality));
}

/** Several pictures one after another; frames that the camera did not give are left out. */
export async function captureBurst(
  video: HTMLVideoElement,
  burst: { readonly size: CaptureSize; readonly frames: number; readonly gapMs: number },
): Promise<readonly Blob[]> {
  const pictures: Blob[] = [];
  for (let index = 0; index < burst.frames; index += 1) {
    if (index > 0) await new Promise((resolve) => setTimeout(resolve, burst.gapMs));
    const picture = await captureJpeg(video, burst.size);
    if (picture) pictures.push(picture);
  }
  return pictures;
}

export interface FrameLoop {
  readonly video: HTMLVideoElement;
  readonly framesPerSecond: number;
  readonly size: CaptureSize;
  readonly send: (frame: Blob, index: number) => Promise<FaceGuidance>;
  /** Answers in the order of their frames; a late answer to an older frame is dropped. */
  readonly onGuidance: (guidance: FaceGuidance) => void;
  readonly onError: (error: unknown) => void;
}

const inFlightMax = 2;

/**
 * Sends frames at a steady pace. While two are on their way no new one is taken, so that a slow
 * network lowers the pace instead of growing a queue. Returns the function that ends it.
 */
export function startFrames(loop: FrameLoop): () => void {
  let index = 0;
  let inFlight = 0;
  let newestAnswered = -1;
  let ended = false;

  const end = () => {
    ended = true;
    clearInterval(timer);
  };
  const tick = async () => {
    if (ended || inFlight >= inFlightMax) return;
    inFlight += 1;
    try {
      const frame = await captureJpeg(loop.video, loop.size);
      if (!frame || ended) return;
      const mine = index++;
      const guidance = await loop.send(frame, mine);
      if (ended || mine < newestAnswered) return;
      newestAnswered = mine;
      loop.onGuidance(guidance);
    } catch (error) {
      if (ended) return;
      end();
      loop.onError(error);
    } finally {
      inFlight -= 1;
    }
  };
  const timer = setInterval(tick, 1000 / loop.framesPerSecond);
  return end;
}
