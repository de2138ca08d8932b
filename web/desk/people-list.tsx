import { useState } from 'preact/hooks';
import { change, type Person } from './desk-api.ts';
import { standing } from './words.ts';

interface ListProps {
  readonly now: string;
  readonly onChange: () => Promise<void>;
}

/** What support does at the host, once it knows whom it speaks with. */
function LetIn({ person, onChange }: { readonly person: Person } & Pick<ListProps, 'onChange'>) {
  const [isRefused, setRefused] = useState(false);
  const letIn = async () => {
    setRefused(false);
    await change('/api/let-in', { accountId: person.accountId }).catch(() => setRefused(true));
    await onChange();
  };
  return (
    <p>
      Shut out: strangers guessed too often.{' '}
      <button type="button" onClick={letIn}>
        Let {person.name} in again
      </button>
      {isRefused && (
        <span class="fault" role="alert">
          {' '}
          That did not work. Try again.
        </span>
      )}
    </p>
  );
}

function PersonCard({ person, now, onChange }: { readonly person: Person } & ListProps) {
  const { tone, words } = standing(person, now);
  return (
    <li class="person">
      <h3>
        {person.name} <span class={`state ${tone}`}>{words}</span>
      </h3>
      <p>{person.shows}</p>
      <p>
        <code>{person.email}</code> <code>{person.password}</code>{' '}
        <span class="soft">{person.document === 'passport' ? 'passport' : 'ID card'}</span>
      </p>
      {person.isShutOut && <LetIn person={person} onChange={onChange} />}
      {person.appCode !== null && (
        <p>
          Authenticator app: <code>{person.appCode}</code>
        </p>
      )}
    </li>
  );
}

export function PeopleList({
  people,
  ...rest
}: { readonly people: readonly Person[] } & ListProps) {
  return (
    <section aria-labelledby="people">
      <h2 id="people">People</h2>
      <ul class="cards">
        {people.map((person) => (
          <PersonCard key={person.accountId} person={person} {...rest} />
        ))}
      </ul>
    </section>
  );
}
