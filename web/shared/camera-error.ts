import { ApiError } from './api.ts';
import { CameraError } from './camera.ts';

/** A camera fault reads as an error with the sentence of its reason. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (thrown instanceof CameraError) {
    return new ApiError('wire', 0, { code: thrown.code, text: `reason.${thrown.code}` });
  }
  return new ApiError('unreadable', 0);
}
