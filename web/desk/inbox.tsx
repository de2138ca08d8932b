import { useState } from 'preact/hooks';
import type { Mail, Sms } from './desk-api.ts';
import { clockTime, splitLinks } from './words.ts';

/** The plain text of a message. Its HTML is shown as source only: nothing of it ever runs here. */
function Body({ text }: { readonly text: string }) {
  return (
    <p class="body">
      {splitLinks(text).map((part, index) =>
        part.isLink ? (
          <a key={index} href={part.text} target="_blank" rel="noreferrer">
            {part.text}
          </a>
        ) : (
          part.text
        ),
      )}
    </p>
  );
}

function MailItem({ mail, isNewest }: { readonly mail: Mail; readonly isNewest: boolean }) {
  // What is open stays open when the next mail comes.
  const [startsOpen] = useState(isNewest);
  return (
    <li>
      <details open={startsOpen}>
        <summary>
          <strong>{mail.subject}</strong>
          <span class="soft">
            to {mail.to}, {clockTime(mail.at)}
          </span>
        </summary>
        <Body text={mail.text.trim()} />
        <details>
          <summary>
            <span class="soft">HTML as it was sent</span>
          </summary>
          <pre>{mail.html}</pre>
        </details>
      </details>
    </li>
  );
}

export function Inbox({
  mails,
  sms,
}: {
  readonly mails: readonly Mail[];
  readonly sms: readonly Sms[];
}) {
  return (
    <>
      <section aria-labelledby="mail">
        <h2 id="mail">Mail ({mails.length})</h2>
        {mails.length === 0 && <p class="soft">Nothing yet.</p>}
        <ul class="cards">
          {mails.map((mail, index) => (
            <MailItem key={mail.id} mail={mail} isNewest={index === 0} />
          ))}
        </ul>
      </section>
      <section aria-labelledby="sms">
        <h2 id="sms">SMS ({sms.length})</h2>
        {sms.length === 0 && <p class="soft">Nothing yet.</p>}
        <ul class="cards">
          {sms.map(({ id, to, at, text }) => (
            <li key={id}>
              <span class="soft">
                to {to}, {clockTime(at)}
              </span>
              <Body text={text} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
