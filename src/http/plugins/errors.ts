import { randomUUID } from 'node:crypto';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../../app/app.ts';
import { ThawError, type ThawErrorCode } from '../../core/errors.ts';
import type { FaultView, WireError } from '../../core/wire.ts';
import { securityHeaders } from './headers.ts';

/** A refused picture carries its faults, so that the page can draw them. */
export class PictureRefused extends ThawError {
  readonly faults: readonly FaultView[];

  constructor(code: ThawErrorCode, faults: readonly FaultView[]) {
    super(code, 'picture refused');
    this.faults = faults;
  }
}

const fastifyCodes: Readonly<Record<string, ThawErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'file_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'file_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad_request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad_request',
  FST_ERR_VALIDATION: 'bad_request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad_request',
};

interface Answering {
  readonly log: Log;
  /** The host's own log-in; null when the operator names none. */
  readonly returnUrl: string | null;
}

/** One shape for every error; nothing of the inside goes out, only an id to find it by. */
export function addErrorAnswers(server: FastifyInstance, answering: Answering): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const known = toThawError(error);
    answer(known, request, reply, answering);
  });
  server.setNotFoundHandler((request, reply) => {
    answer(new ThawError('not_found', 'no such route'), request, reply, answering);
  });
}

/** For a request that no route and no hook ever sees, e.g. with a broken percent sign. */
export function answerOutsideRoutes(
  _error: FastifyError,
  _request: FastifyRequest,
  reply: FastifyReply,
): void {
  const body = bodyOf(new ThawError('bad_request', 'unreadable address'), randomUUID());
  reply
    .status(400)
    .headers(securityHeaders)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body));
}

export function toThawError(error: FastifyError | Error): ThawError {
  if (error instanceof ThawError) return error;
  // An id that is none names nothing: told like one that is unknown.
  if ('validationContext' in error && error.validationContext === 'params') {
    return new ThawError('not_found', 'no such id', { cause: error });
  }
  const code = 'code' in error ? fastifyCodes[String(error.code)] : undefined;
  if (code !== undefined) return new ThawError(code, 'request refused', { cause: error });
  if ('statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500) {
    return new ThawError('bad_request', 'request refused', { cause: error });
  }
  if (isDatabaseTrouble(error)) {
    return new ThawError('unavailable', 'database', { retryAfterSeconds: 5, cause: error });
  }
  return new ThawError('internal', error.name, { cause: error });
}

/** PostgreSQL classes 08 (connection), 53 (resources), 57 (shutdown), and a pool without answer. */
function isDatabaseTrouble(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : '';
  if (/^(08|53|57)/.test(code) || code === 'ECONNREFUSED' || code === 'ENOENT') return true;
  return /timeout exceeded when trying to connect|Connection terminated/.test(error.message);
}

function answer(
  error: ThawError,
  request: FastifyRequest,
  reply: FastifyReply,
  { log, returnUrl }: Answering,
): void {
  const correlationId = randomUUID();
  if (error.status >= 500) {
    log.error('http.failed', {
      code: error.code,
      detail: error.detail,
      cause: error.cause instanceof Error ? error.cause.name : null,
      route: request.routeOptions.url ?? null,
      correlationId,
    });
  }
  const { error: told } = bodyOf(error, correlationId);
  // Over for this browser: nobody is left without a way back to the log-in.
  const isOver = request.url.startsWith('/u/') && (error.status === 401 || error.status === 410);
  const body = { error: isOver && returnUrl !== null ? { ...told, returnUrl } : told };
  if (error.retryAfterSeconds !== null) reply.header('retry-after', error.retryAfterSeconds);
  reply.status(error.status).type('application/json; charset=utf-8').send(JSON.stringify(body));
}

export function bodyOf(error: ThawError, correlationId: string): WireError {
  return {
    error: {
      code: error.code,
      text: `error.${error.code}`,
      correlationId,
      ...(error.retryAfterSeconds === null ? {} : { retryAfterSeconds: error.retryAfterSeconds }),
      ...(error instanceof PictureRefused ? { faults: error.faults } : {}),
    },
  };
}
