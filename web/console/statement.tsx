import type { ReviewView } from '../../src/core/wire-staff.ts';
import { reasonList } from './reason-list.ts';
import { dayTimeText } from './time.ts';

/** What the person wrote on the other lane: shown as it is, never as markup. */
export function Statement({ text }: { readonly text: string | null }) {
  if (text === null || text === '') return null;
  return (
    <section aria-label="Statement">
      <h2>Statement of the person</h2>
      <p class="statement">{text}</p>
    </section>
  );
}

/** An appeal is judged anew: the grounds of the first decision are named, its author is not. */
export function Appeal({ appeal }: { readonly appeal: ReviewView['appeal'] }) {
  if (appeal == null) return null;
  return (
    <section aria-label="Appeal">
      <h2>Appeal against a final decline</h2>
      <p class="statement">{appeal.text}</p>
      <p class="dim">
        Declined for: {appeal.declinedFor.map((code) => reasonList[code].words).join(', ')}. Judge
        the whole case anew; your decision ends it.
      </p>
    </section>
  );
}

/** Evidence to weigh, never a proof: whoever holds both mailbox and code could say it too. */
export function ContactWord({ view }: { readonly view: ReviewView }) {
  const { contact } = view;
  if (contact == null) return null;
  return (
    <section aria-label="Trusted contact">
      <h2>Trusted contact</h2>
      <p>
        {contact.masked}, asked {dayTimeText(contact.askedAt)}:{' '}
        {contact.confirmedAt === null
          ? 'no answer'
          : `"I know this person and spoke with them", with the code, ${dayTimeText(contact.confirmedAt)}`}
      </p>
    </section>
  );
}
