import { useState } from 'preact/hooks';
import {
  type Answer,
  clockTime,
  euros,
  type Me,
  noAnswer,
  post,
  sessionEnded,
} from './host-api.ts';

interface Message {
  readonly isFault: boolean;
  readonly text: string;
}

function refusal({ status, body }: Answer): string {
  const { outcome, until } = body;
  if (outcome === 'restricted' && typeof until === 'string') {
    return `Withdrawals are off until ${clockTime(until)}, because the account was unlocked lately.`;
  }
  if (outcome === 'not_enough') return 'You hold less than that. Choose a smaller amount.';
  // The outcome of a withdrawal that something overtook; else the page asked while something comes first.
  if (outcome === 'not_yet' || status === 403) {
    return 'Nothing was sent: your account asks for a new password or a new factor first. Load this page again.';
  }
  if (status === 400) return 'Write the amount in euros, from 0.01.';
  if (status === 401) return sessionEnded;
  return noAnswer;
}

export function WithdrawForm({
  me,
  onChange,
}: {
  readonly me: Me;
  readonly onChange: () => Promise<void>;
}) {
  const [message, setMessage] = useState<Message | null>(null);

  async function withdraw(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const symbol = String(form.get('symbol'));
    const amount = Number(form.get('amount'));
    const answer = await post('/api/withdraw', { symbol, amount });
    if (answer.status === 200) {
      setMessage({ isFault: false, text: `${euros(amount)} of ${symbol} are on their way.` });
    } else setMessage({ isFault: true, text: refusal(answer) });
    if (answer.status === 200 || answer.status === 401) await onChange();
  }

  return (
    <section class="card">
      <h2>Withdraw</h2>
      <form onSubmit={withdraw}>
        <label>
          From
          <select name="symbol">
            {me.holdings.map(({ symbol }) => (
              <option key={symbol}>{symbol}</option>
            ))}
          </select>
        </label>
        <label>
          Amount in euros
          <input name="amount" type="number" min="0.01" step="0.01" required />
        </label>
        {message !== null && (
          <p class={message.isFault ? 'fault' : 'note'} role={message.isFault ? 'alert' : 'status'}>
            {message.text}
          </p>
        )}
        <button type="submit">Withdraw</button>
      </form>
    </section>
  );
}
