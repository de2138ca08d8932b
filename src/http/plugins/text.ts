import type { FastifyInstance } from 'fastify';
import { ThawError } from '../../core/errors.ts';

/**
 * A NUL or half a surrogate pair is no text: PostgreSQL cannot keep it, and no keyboard makes it.
 * Refused once here, before any schema or command sees it.
 */
export function refuseBrokenText(server: FastifyInstance): void {
  server.addHook('preValidation', (request, _reply, done) => {
    const isBroken = !isWhole(request.body);
    done(isBroken ? new ThawError('bad_request', 'text with a NUL or a half') : undefined);
  });
}

function isWhole(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return true;
  return Object.entries(value).every(([key, inner]) => isWhole(key) && isWhole(inner));
}
