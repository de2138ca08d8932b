import type { Hook } from './desk-api.ts';
import { clockTime } from './words.ts';

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

export function Webhooks({ webhooks }: { readonly webhooks: readonly Hook[] }) {
  return (
    <section aria-labelledby="webhooks">
      <h2 id="webhooks">Webhooks that Northwind verified ({webhooks.length})</h2>
      {webhooks.length === 0 && <p class="soft">Nothing yet.</p>}
      <ul class="cards">
        {webhooks.map(({ id, at, body }) => (
          <li key={id}>
            <span class="soft">
              {id}, {clockTime(at)}
            </span>
            <pre>{pretty(body)}</pre>
          </li>
        ))}
      </ul>
    </section>
  );
}
