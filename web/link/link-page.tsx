import { useEffect, useState } from 'preact/hooks';
import { createApi } from '../shared/api.ts';
import { restartOnNewFragment, takeFragment } from './fragment.ts';
import { MailLinkScreen, Message } from './mail-link-screen.tsx';
import { ProgressScreen } from './progress-screen.tsx';

const api = createApi();

/** Which letter of the fragment holds the token; what the token is for, the service says. */
const actionLetters = ['c', 'n', 'd', 'v'] as const;

/** The page behind every mailed link: confirm, not me, disable, progress. */
export function LinkPage() {
  const [params] = useState(() => takeFragment());
  useEffect(restartOnNewFragment, []);
  const progress = params.get('p');
  if (progress) return <ProgressScreen api={api} token={progress} />;
  for (const letter of actionLetters) {
    const token = params.get(letter);
    if (token) return <MailLinkScreen api={api} token={token} />;
  }
  return <Message service="" id="link.unknown" />;
}
