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
