/** The step of codes in a real browser, with a virtual authenticator for the passkey (WebAuthn over CDP). */

import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '../../src/core/wire.ts';
import type { PasskeyChallenge } from '../../src/core/wire-codes.ts';
import { coseKey } from '../../src/dev/host/registration.fixture.ts';
import { appCode, deliveredCode } from '../fixtures/codes.ts';
import { enter, reactivate, requiredTicks, see } from '../fixtures/person.ts';
import { mara } from '../flows/road.ts';
import { button, heading } from '../walk/browser.ts';
import { complaintsOf, openVisits, type Visits } from './visit.ts';

let visits: Visits;
beforeAll(async () => {
  const policyFile = new URL('../fixtures/policies/codes.yaml', import.meta.url).pathname;
  visits = await openVisits('mara', { policyFile });
});
afterAll(async () => {
  await visits?.stop();
});

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const credentialId = randomBytes(16);

async function bindPasskey(id = credentialId, since = '1 year'): Promise<void> {
  const { pool } = visits.world.context;
  await pool.query(
    `update directory.accounts set factors_bound = array_append(array_remove(factors_bound, 'passkey'), 'passkey')
      where account_id = $1`,
    [mara],
  );
  await pool.query(
    `insert into directory.passkeys (credential_id, account_id, public_key, transports, added_at)
     values ($1, $2, $3, '{internal}', thaw_now() - $4::interval)`,
    [id.toString('base64url'), mara, coseKey(publicKey), since],
  );
}

test('SMS, e-mail, authenticator app and passkey are shown one by one, and the road goes on', async () => {
  await bindPasskey();
  const { world } = visits;
  const person = await enter(world, 'mara');
  await person.post('/u/case/unlock');
  const { caseId } = (await reactivate(person, requiredTicks)).body;
  const there = await visits.comeFromHost('mara');
  const { context, page } = there;
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
  await cdp.send('WebAuthn.addCredential', {
    authenticatorId,
    credential: {
      credentialId: credentialId.toString('base64'),
      isResidentCredential: false,
      rpId: 'localhost',
      privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      signCount: 1,
    },
  });
  await button(page, 'Continue').click();
  await heading(page, 'Codes').waitFor();
  expect(await complaintsOf(there)).toEqual([]);

  const part = (name: string) => page.locator('section', { hasText: name });
  await part('SMS to').getByRole('button', { name: 'Get code' }).click();
  const sms = await deliveredCode(world, caseId, 'sms');
  const wrong = String((Number(sms) + 1) % 1_000_000).padStart(6, '0');
  await part('SMS to').getByRole('textbox').fill(wrong);
  await part('SMS to').getByRole('button', { name: 'Submit' }).click();
  await part('SMS to').getByRole('alert').waitFor();
  await page.getByText('5 tries left today.').waitFor();
  await part('SMS to').getByRole('textbox').fill(sms);
  await part('SMS to').getByRole('button', { name: 'Submit' }).click();
  await part('SMS to').getByText('Done').waitFor();

  await part('E-mail to').getByRole('button', { name: 'Get code' }).click();
  await part('E-mail to')
    .getByRole('textbox')
    .fill(await deliveredCode(world, caseId, 'email'));
  await part('E-mail to').getByRole('button', { name: 'Submit' }).click();
  await part('E-mail to').getByText('Done').waitFor();

  await part('Your authenticator app')
    .getByRole('textbox')
    .fill(await appCode(world, mara));
  await part('Your authenticator app').getByRole('button', { name: 'Submit' }).click();
  await part('Your authenticator app').getByText('Done').waitFor();

  await button(page, 'Use the passkey').click();
  await heading(page, 'Your ID document').waitFor();
  expect((await see(person)).current).toBe('id_document');
  await context.close();
});

test('an answer to another challenge, on another origin, or without its user passes nothing', async () => {
  const { world } = visits;
  const { app } = world.context;
  await world.context.pool.query('delete from thaw.budgets');
  const person = await enter(world, 'mara');
  await person.post('/u/case/withdraw');
  const anew = await enter(world, 'mara');
  await anew.post('/u/case/unlock');
  await reactivate(anew, requiredTicks);
  const begun = await anew.post<{ challenge: string }>('/u/codes/passkey/begin');
  const [record] = await app.authenticators.passkeys(mara);
  if (record === undefined) throw new Error('no passkey was bound');
  const { challenge } = begun.body;
  const origin = world.urls.thaw;
  const right = { challenge, origin, flags: 0x05, rpId: 'localhost' };
  const verify = (change: Partial<typeof right>) =>
    app.passkeys.verify({ answer: answerTo({ ...right, ...change }), challenge, record });
  expect(await verify({})).toBe(true);
  expect(await verify({ challenge: 'A'.repeat(43) })).toBe(false);
  expect(await verify({ origin: 'https://evil.example' })).toBe(false);
  expect(await verify({ rpId: 'evil.example' })).toBe(false);
  expect(await verify({ flags: 0x01 })).toBe(false);
  const bent = answerTo(right);
  const signature = `${bent.response.signature.slice(0, -2)}AA`;
  const forged = { ...bent, response: { ...bent.response, signature } };
  expect(await app.passkeys.verify({ answer: forged, challenge, record })).toBe(false);
  // A challenge is answered once, wrong or right.
  const wrong = await anew.post('/u/codes/passkey', answerTo({ ...right, flags: 0x01 }));
  expect(wrong.status).toBe(422);
  expect((await anew.post('/u/codes/passkey', answerTo(right))).status).toBe(422);
  const next = await anew.post<{ challenge: string }>('/u/codes/passkey/begin');
  const good = answerTo({ ...right, challenge: next.body.challenge });
  expect((await anew.post<CaseView>('/u/codes/passkey', good)).status).toBe(200);
  expect((await anew.post('/u/codes/passkey', good)).status).toBe(409);
});

test('[Security verification unavailable?] says what follows, asks what is lost, and goes on there', async () => {
  const { world } = visits;
  const before = await enter(world, 'sana');
  await before.post('/u/case/unlock');
  await reactivate(before, requiredTicks);
  const there = await visits.comeFromHost('sana');
  const { page, context } = there;
  await button(page, 'Continue').click();
  await button(page, 'Security verification unavailable?').click();
  const go = button(page, 'Go on with what I have');
  expect(await go.isDisabled()).toBe(true);
  await page.getByRole('checkbox', { name: /^SMS to/ }).check();
  expect(await complaintsOf(there)).toEqual([]);
  await go.click();
  await heading(page, 'Before we start').waitFor();
  await page.reload();
  await heading(page, 'Before we start').waitFor();
  const kinds = await world.context.pool.query(
    `select kind, status from thaw.cases where account_id = 'nw-100003' order by kind`,
  );
  expect(kinds.rows).toEqual([
    { kind: 'lost_channel', status: 'open' },
    { kind: 'unlock', status: 'cancelled' },
  ]);
  expect(await complaintsOf(there)).toEqual([]);
  await context.close();
});

test('a passkey made days before the freeze is not asked for, and its answer passes nothing', async () => {
  const { world } = visits;
  await world.context.pool.query('delete from thaw.budgets');
  const late = randomBytes(16);
  await bindPasskey(late, '5 days');
  await (await enter(world, 'mara')).post('/u/case/withdraw');
  const person = await enter(world, 'mara');
  await person.post('/u/case/unlock');
  await reactivate(person, requiredTicks);
  const { challenge, allow } = (await person.post<PasskeyChallenge>('/u/codes/passkey/begin')).body;
  expect(allow.map(({ id }) => id)).toEqual([credentialId.toString('base64url')]);
  const right = { challenge, origin: world.urls.thaw, flags: 0x05, rpId: 'localhost' };
  const answer = { ...answerTo(right), id: late.toString('base64url') };
  const tried = await person.post('/u/codes/passkey', { ...answer, rawId: answer.id });
  expect(tried.status).toBe(422);
});

/** What an authenticator with our key would answer (WebAuthn 6.1, 7.2). */
function answerTo(asked: {
  readonly challenge: string;
  readonly origin: string;
  readonly flags: number;
  readonly rpId: string;
}) {
  const client = Buffer.from(
    JSON.stringify({ type: 'webauthn.get', challenge: asked.challenge, origin: asked.origin }),
  );
  const data = Buffer.concat([
    createHash('sha256').update(asked.rpId).digest(),
    Buffer.from([asked.flags, 0, 0, 0, 9]),
  ]);
  const signed = Buffer.concat([data, createHash('sha256').update(client).digest()]);
  const id = credentialId.toString('base64url');
  return {
    id,
    rawId: id,
    type: 'public-key',
    response: {
      clientDataJSON: client.toString('base64url'),
      authenticatorData: data.toString('base64url'),
      signature: sign('sha256', signed, privateKey).toString('base64url'),
    },
  };
}
