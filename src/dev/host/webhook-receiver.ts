import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

export const WEBHOOK_PATH = '/webhooks/thaw';

function isGenuine(
  secret: string,
  body: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): boolean {
  const header = (name: string) => String(headers[name] ?? '');
  try {
    // `jsonParse: false`: nothing of the body is read before it is known to be genuine.
    new Webhook(secret).verify(
      body,
      {
        'webhook-id': header('webhook-id'),
        'webhook-timestamp': header('webhook-timestamp'),
        'webhook-signature': header('webhook-signature'),
      },
      { jsonParse: false },
    );
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

/** Takes Thaw's webhooks, verified over the very bytes; one that comes again is kept once. */
export async function addWebhookReceiver(
  server: FastifyInstance,
  options: { readonly pool: Pool; readonly secret: string },
): Promise<void> {
  await server.register(async (scope) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post<{ Body: string }>(WEBHOOK_PATH, async (request, reply) => {
      if (!isGenuine(options.secret, request.body, request.headers)) {
        return await reply.status(401).send();
      }
      await options.pool.query(
        `insert into dev.webhooks (webhook_id, body) values ($1, $2)
         on conflict (webhook_id) do nothing`,
        [request.headers['webhook-id'], request.body],
      );
      return await reply.status(204).send();
    });
  });
}
