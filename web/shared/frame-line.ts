import type { FaceGuidance, FrameAnswer } from '../../src/core/wire-face.ts';
import { ApiError } from './api.ts';

export interface LineFrame {
  readonly session: string;
  readonly index: number;
  readonly jpeg: Blob;
}

export interface FrameLine {
  readonly send: (frame: LineFrame) => Promise<FaceGuidance>;
  readonly close: () => void;
}

interface Waiting {
  readonly frame: LineFrame;
  readonly resolve: (guidance: FaceGuidance | Promise<FaceGuidance>) => void;
  readonly reject: (error: ApiError) => void;
}

/** A socket that says nothing for so long is taken for broken. */
const silenceMs = 4000;

/**
 * Sends frames over one WebSocket, and by `put` until it is open and for good once it broke: frames
 * that had no answer by then are sent again that way.
 */
export function openFrameLine(
  path: string,
  session: string,
  put: (frame: LineFrame) => Promise<FaceGuidance>,
): FrameLine {
  const waiting = new Map<number, Waiting>();
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Answers that are still to come are of no use to anybody. */
  const close = () => {
    waiting.clear();
    clearTimeout(timer);
    socket?.close();
    socket = null;
  };
  const giveUp = () => {
    const left = [...waiting.values()];
    close();
    for (const { frame, resolve } of left) resolve(put(frame));
  };
  const hear = ({ data }: MessageEvent<string>) => {
    const answer = JSON.parse(data) as FrameAnswer;
    const asked = waiting.get(answer.index);
    waiting.delete(answer.index);
    clearTimeout(timer);
    if (waiting.size > 0) timer = setTimeout(giveUp, silenceMs);
    if ('guidance' in answer) asked?.resolve(answer.guidance);
    else asked?.reject(new ApiError('wire', statusOf(answer.error.code), answer.error));
  };
  try {
    const origin = location.origin.replace(/^http/, 'ws');
    socket = new WebSocket(`${origin}${path}?session=${session}`);
    socket.onmessage = hear;
    socket.onclose = giveUp;
  } catch {
    // An old browser, or one whose policy forbids sockets.
  }
  return {
    close,
    send: (frame) => {
      if (socket?.readyState !== WebSocket.OPEN) return put(frame);
      const head = new DataView(new ArrayBuffer(4));
      head.setUint32(0, frame.index);
      socket.send(new Blob([head, frame.jpeg]));
      clearTimeout(timer);
      timer = setTimeout(giveUp, silenceMs);
      return new Promise((resolve, reject) => {
        waiting.set(frame.index, { frame, resolve, reject });
      });
    },
  };
}

/** The page only asks whether the session is over. */
function statusOf(code: string): number {
  return code === 'not_now' || code === 'already_done' ? 409 : 0;
}
