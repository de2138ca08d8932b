import { useEffect, useState } from 'preact/hooks';
import { ClockPanel } from './clock-panel.tsx';
import { readWorld, type World } from './desk-api.ts';
import { Inbox } from './inbox.tsx';
import { PeopleList } from './people-list.tsx';
import { Webhooks } from './webhooks.tsx';

const REFRESH_MS = 2000;

function PlacesList({ places }: { readonly places: World['places'] }) {
  return (
    <section aria-labelledby="places">
      <h2 id="places">Places</h2>
      <ul>
        {places.links.map(({ label, url }) => (
          <li key={url}>
            <a href={url} target="_blank" rel="noreferrer">
              {label}
            </a>
          </li>
        ))}
      </ul>
      {places.staff.map(({ name, email, password }) => (
        <p key={email}>
          Reviewer {name}: <code>{email}</code> <code>{password}</code>
        </p>
      ))}
    </section>
  );
}

export function App() {
  const [world, setWorld] = useState<World | null>(null);
  const [isSilent, setSilent] = useState(false);

  async function refresh(): Promise<void> {
    try {
      setWorld(await readWorld());
      setSilent(false);
    } catch {
      setSilent(true);
    }
  }
  useEffect(() => {
    let isOver = false;
    let timer = 0;
    const again = async () => {
      if (!document.hidden) await refresh();
      if (!isOver) timer = window.setTimeout(again, REFRESH_MS);
    };
    again();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }, []);

  return (
    <>
      <header>
        <h1>The desk</h1>
        <p>The development world: invented people, caught mail, a clock that can be moved.</p>
        {isSilent && (
          <p class="fault" role="alert">
            The desk does not answer. Is it still running?
          </p>
        )}
      </header>
      {world === null ? (
        <main>
          <p>One moment.</p>
        </main>
      ) : (
        <main>
          <div class="column">
            <ClockPanel clock={world.clock} onChange={refresh} />
            <PlacesList places={world.places} />
            <PeopleList people={world.people} now={world.clock.now} onChange={refresh} />
          </div>
          <div class="column">
            <Inbox mails={world.mails} sms={world.sms} />
            <Webhooks webhooks={world.webhooks} />
          </div>
        </main>
      )}
    </>
  );
}
