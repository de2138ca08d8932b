import { describe, expect, it } from 'vitest';
import { readFragment, takeFragment } from './fragment.ts';

describe('the token of a link', () => {
  it('leaves the address bar as soon as it is read', () => {
    const written: unknown[] = [];
    const place = { hash: '#c=AbC-_9', pathname: '/link' };
    const past = { replaceState: (...args: unknown[]) => void written.push(args[2]) };
    expect(takeFragment(place, past).get('c')).toBe('AbC-_9');
    expect(written).toEqual(['/link']);
  });

  it('survives the spaces and breaks of a mail program', () => {
    expect(readFragment('#n=ab%20c%0Ad').get('n')).toBe('abcd');
  });

  it('is nothing where there is no fragment', () => {
    expect(readFragment('').size).toBe(0);
    expect(readFragment('#').size).toBe(0);
  });
});
