import type { VisionFailureCode } from './facts.ts';

/**
 * The only error that leaves the vision room. `detail` is for the operator's log and must never hold
 * picture content, text read from a picture or a path given by a person.
 */
export class VisionFailure extends Error {
  readonly code: VisionFailureCode;
  readonly detail: string;

  constructor(code: VisionFailureCode, detail: string, options?: { readonly cause?: unknown }) {
    super(`${code}: ${detail}`, options);
    this.name = 'VisionFailure';
    this.code = code;
    this.detail = detail;
  }
}

/** Kind and place of an unexpected error. Its message is left out: it may quote what was read. */
export function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frame = /^\s+at .*\/([\w.-]+:\d+:\d+)\)?$/m.exec(error.stack ?? '');
  return frame === null ? error.name : `${error.name} at ${frame[1]}`;
}
