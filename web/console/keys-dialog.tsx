import { Dialog } from './dialog.tsx';

const groups: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'Queue',
    [
      ['c', 'claim the next case'],
      ['o', 'open the case you hold'],
      ['u', 'read the queue again'],
      ['p', 'the policy, for leads'],
    ],
  ],
  [
    'Policy',
    [
      ['d', 'what another version changes'],
      ['r', 'which past cases would have gone otherwise'],
      ['e', 'explain the plan of the case you hold'],
      ['t', 'try a policy that is not in force'],
      ['q', 'back to the queue'],
    ],
  ],
  [
    'Evidence',
    [
      ['b', 'show or hide all pictures'],
      ['1 … 9', 'enlarge a picture; the same key or Esc closes it'],
      ['← →', 'enlarged: the picture before or after'],
    ],
  ],
  [
    'Decision',
    [
      ['a', 'approve'],
      ['d', 'decline, retry or final'],
      ['r', 'ask again for one step'],
      ['x', 'release the claim'],
    ],
  ],
];

export function KeysDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" look="keys" onClose={onClose}>
      {groups.map(([name, keys]) => (
        <section key={name}>
          <h3>{name}</h3>
          <dl>
            {keys.map(([key, does]) => (
              <div key={key}>
                <dt>
                  <kbd>{key}</kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p class="dim tail">
        A decision opens a form, then asks for its word to be typed. Enter alone never decides.
      </p>
    </Dialog>
  );
}
