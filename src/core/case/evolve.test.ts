import { expect, test } from 'vitest';
import { approve, claim, inReview, planned, planOf, robin } from './case.fixture.ts';
import { evolve, evolveAll } from './evolve.ts';

const plan = planOf([planned('id_document'), planned('selfie')]);

test('the events of a case make its state again, from the first or from any point between', () => {
  const { events, state } = inReview(plan).after(claim(robin)).after(approve(robin));
  expect(evolveAll('case-1', events)).toEqual(state);
  for (let at = 1; at < events.length; at += 1) {
    const half = evolveAll('case-1', events.slice(0, at));
    expect(evolveAll('case-1', events.slice(at), half)).toEqual(state);
  }
});

test('the version counts the events', () => {
  const { events, state } = inReview(plan);
  expect(state.version).toBe(events.length);
});

test('no case begins with anything but its opening, and none is opened twice', () => {
  const { events, state } = inReview(plan);
  const [opening, second] = events;
  if (opening === undefined || second === undefined) throw new Error('events are there');
  expect(() => evolve('case-1', null, second)).toThrow('case.opened');
  // An opening starts afresh whatever was before; nothing of the old state is left in it.
  expect(evolve('case-1', state, opening)).toEqual(evolve('case-1', null, opening));
});
