import type { Pool } from 'pg';
import type { SmsSender } from '../../core/ports.ts';

/** Development only: an SMS becomes a row that the desk shows. Nothing leaves the machine. */
export function createDevSmsSender(pool: Pool): SmsSender {
  return {
    async send(message) {
      await pool.query('insert into dev.sms (message_id, sent_to, body) values ($1, $2, $3)', [
        message.messageId,
        message.to,
        message.text,
      ]);
    },
  };
}
