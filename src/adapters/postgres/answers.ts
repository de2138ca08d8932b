import type { AnswerStore } from '../../app/stores-work.ts';
import { storedQuestions } from '../../core/questions/stored-answers.ts';
import { type Query, read } from './query.ts';

export function answersOn(q: Query): AnswerStore {
  return {
    async replace(accountId, answers) {
      await q.run('delete from thaw.stored_answers where account_id = $1', [accountId]);
      for (const { hash, question } of answers) {
        await q.run(
          'insert into thaw.stored_answers (account_id, question, hash) values ($1, $2, $3)',
          [accountId, question, hash],
        );
      }
    },
    async list(accountId) {
      const rows = await q.rows(
        'select question, hash from thaw.stored_answers where account_id = $1 order by question',
        [accountId],
      );
      return rows.map((row) => ({
        question: read.oneOf(row, 'question', storedQuestions),
        hash: read.text(row, 'hash'),
      }));
    },
  };
}
