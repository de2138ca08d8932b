import { expect, test } from 'vitest';
import { formatProof, parseProof } from './proof.ts';

const proof = {
  record: '{"at": "2026-11-26T08:00:00.000000Z", "note": "Ł 日", "position": 5}',
  position: 5,
  proof: [new Uint8Array(32).fill(1), new Uint8Array(32).fill(254)],
  checkpoint: 'thaw-audit-1\n9\nroot\n\n— thaw-audit-1 sig\n',
};
const text = formatProof(proof);

test('is C2SP tlog-proof, and reads back as it was', () => {
  const lines = text.split('\n');
  expect(lines[0]).toBe('c2sp.org/tlog-proof@v1');
  expect(lines[1]).toMatch(/^extra [A-Za-z0-9+/=]+$/);
  expect(lines[2]).toBe('index 5');
  expect(lines[3]).toBe('AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=');
  expect(text.endsWith(`\n\n${proof.checkpoint}`)).toBe(true);
  expect(parseProof(text)).toEqual(proof);
});

test.each([
  ['nothing', ''],
  ['another version', text.replace('@v1', '@v2')],
  ['no record', text.replace(/^extra .*\n/m, '')],
  ['no place', text.replace('index 5\n', '')],
  ['a place that is no number', text.replace('index 5', 'index 05')],
  ['a hash of another length', text.replace('AQEB', '')],
  ['a hash that is no base64', text.replace('AQEB', 'A_EB')],
  ['no head', text.split('\n\n')[0]!],
  [
    'far too many hashes',
    text.replace('index 5\n', `index 5\n${`${'AQEB'.repeat(10)}AQE=\n`.repeat(65)}`),
  ],
])('is none with %s', (_, broken) => {
  expect(parseProof(broken)).toBeNull();
});
