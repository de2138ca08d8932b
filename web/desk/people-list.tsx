import type { Person } from './desk-api.ts';
import { standing } from './words.ts';

function PersonCard({ person, now }: { readonly person: Person; readonly now: string }) {
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
      {person.appCode !== null && (
        <p>
          Authenticator app: <code>{person.appCode}</code>
        </p>
      )}
    </li>
  );
}

export function PeopleList(props: { readonly people: readonly Person[]; readonly now: string }) {
  return (
    <section aria-labelledby="people">
      <h2 id="people">People</h2>
      <ul class="cards">
        {props.people.map((person) => (
          <PersonCard key={person.accountId} person={person} now={props.now} />
        ))}
      </ul>
    </section>
  );
}
