import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { caseFlowPage } from './case-flow-page.ts';
import { isAllowed, isTerminal, machine, machineAsMermaid, terminalStatuses } from './machine.ts';
import type { CaseStatus } from './types.ts';

test('the page of the case flow is what the table says', () => {
  const page = new URL('../../../docs/flows/case.md', import.meta.url);
  expect(readFileSync(page, 'utf8'), 'run `npm run generate`').toBe(caseFlowPage());
});

test('the picture holds every row of the table', () => {
  const picture = machineAsMermaid();
  for (const [status, row] of Object.entries(machine)) {
    for (const [command, targets] of Object.entries(row)) {
      for (const target of targets) {
        const line = picture
          .split('\n')
          .find((l) => l.trim().startsWith(`${status} --> ${target}:`));
        expect(line, `${status} ${command} ${target}`).toContain(command);
      }
    }
  }
});

test('every status can be reached and every one leads to an end', () => {
  const targetsOf = (status: CaseStatus) => Object.values(machine[status]).flat();
  const reached = new Set<CaseStatus>(['draft']);
  for (const status of reached) for (const target of targetsOf(status)) reached.add(target);
  // Pictures are looked at within the request today: nothing waits in `processing`.
  const waiting = Object.keys(machine).filter((s) => !reached.has(s as CaseStatus));
  expect(waiting).toEqual(['processing']);
  for (const status of Object.keys(machine) as CaseStatus[]) {
    if (isTerminal(status)) continue;
    expect(
      targetsOf(status).some((t) => isTerminal(t)),
      status,
    ).toBe(true);
  }
});

test('an end leads nowhere but to an end, unless it is appealed', () => {
  for (const status of terminalStatuses) {
    for (const [command, targets] of Object.entries(machine[status])) {
      const appeal = status === 'declined' && command === 'appeal';
      expect(appeal || targets.every(isTerminal)).toBe(true);
    }
  }
});

test('the owner can say no in every status', () => {
  for (const status of Object.keys(machine) as CaseStatus[]) {
    expect(isAllowed(status, 'owner_stop'), status).toBe(true);
  }
});

test('only an approved case is thawed', () => {
  for (const status of Object.keys(machine) as CaseStatus[]) {
    expect(isAllowed(status, 'record_unlocked')).toBe(status === 'approved');
  }
});
