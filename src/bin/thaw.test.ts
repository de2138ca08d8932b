import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const thaw = join(import.meta.dirname, 'thaw.ts');
const policy = join(import.meta.dirname, '../../policies/default.yaml');
/** A public key that nobody here signs with. */
const aKey = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-cli-'));
  await writeFile(join(folder, 'broken.yaml'), 'rules: [1\nb');
  await writeFile(join(folder, 'empty.yaml'), '');
  await writeFile(join(folder, 'huge.yaml'), '#'.repeat(300_000));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

interface Said {
  readonly status: number;
  readonly out: string;
}

/** On a data folder in which nothing ever ran. */
function say(...args: readonly string[]): Promise<Said> {
  const env = { ...process.env, THAW_DATA_DIR: join(folder, 'data') };
  return new Promise((resolve) => {
    execFile(process.execPath, [thaw, ...args], { env }, (error, stdout, stderr) => {
      resolve({ status: Number(error?.code ?? 0), out: `${stdout}${stderr}` });
    });
  });
}

test.each<[readonly string[], number, RegExp]>([
  [[], 2, /^thaw policy check \[FILE\]/],
  [['policy', 'bogus'], 2, /^There is no command "policy bogus"\.\nthaw policy check/],
  [['policy', 'check', policy], 0, /accepted, sha256 [0-9a-f]{64}/],
  [['policy', 'check', 'nosuch.yaml'], 2, /^nosuch\.yaml: there is no such file/],
  [['policy', 'check', '.'], 2, /^\.: this is a folder/],
  [['policy', 'check', 'FOLDER/broken.yaml'], 1, /broken\.yaml:2: error malformed: .*\nrefused/s],
  [['policy', 'check', 'FOLDER/empty.yaml'], 1, /empty\.yaml:1: error malformed: .*\nrefused/s],
  [['policy', 'check', 'FOLDER/huge.yaml'], 1, /larger than 256 KiB/],
  [['policy', 'test', policy, 'FOLDER/broken.yaml'], 2, /broken\.yaml:2: /],
  [
    ['policy', 'diff', policy, 'northwind@'],
    2,
    /^northwind@: there is no such file; .* ID@VERSION/,
  ],
  [['policy', 'diff', policy, 'northwind@9'], 2, /^There is no database of Thaw here yet/],
  [['policy', 'explain', 'nobody'], 2, /^There is no database of Thaw here yet/],
  [
    ['policy', 'replay', policy, policy, '--last', '5'],
    2,
    /^There is no database of Thaw here yet/,
  ],
  [['audit', 'verify'], 2, /^With which key\?/],
  [['key', 'add'], 2, /^For which system\? thaw key add NAME/],
  [['key', 'list'], 2, /^There is no database of Thaw here yet/],
  [['staff', 'add', 'a@b.example', 'A', 'boss'], 2, /^A role is reviewer or lead/],
  [['staff', 'disable', 'a@b.example'], 2, /^There is no database of Thaw here yet/],
  [['session', 'end-all', '--only', 'robot'], 2, /^--only takes person, phone, staff/],
  [['session', 'end-all', 'now'], 2, /^"now" is one word too many/],
  [['session', 'end-all'], 2, /^There is no database of Thaw here yet/],
  [['operator-key', 'rewrap'], 2, /^Which key was it before\? THAW_OPERATOR_EARLIER_KEY_FILE/],
  [['audit', 'verify', '--key', 'x'], 2, /^This is no public key of an audit log/],
  [['audit', 'head'], 2, /^There is no database of Thaw here yet/],
  [['audit', 'key'], 2, /^The master key file is not here/],
  [['audit', 'verify', 'nosuch.jsonl', '--key', aKey], 2, /^nosuch\.jsonl: there is no such file/],
  [['audit', 'toString'], 2, /^There is no command "audit toString"/],
  [['constructor', 'name'], 2, /^There is no command "constructor name"/],
])('thaw %j ends with %i and words, never with a stack', async (args, status, words) => {
  const said = await say(...args.map((arg) => arg.replace('FOLDER', folder)));
  expect(said.out).toMatch(words);
  expect(said.out).not.toMatch(/^\s+at |node:internal/m);
  expect(said.status).toBe(status);
});
