/** What a mail link shows for each answer of the service. Pure. */

import type { MailLinkView } from '../../src/core/wire.ts';

export const codeLength = 6;

/** Digits only: people type the spaces and dashes they see or think they see. */
export function cleanCode(typed: string): string {
  return typed.replace(/\D/g, '');
}

export type LinkScreen =
  /** A sentence and nothing to press; `id` + `.title` and `.text`. */
  | { readonly name: 'message'; readonly id: string }
  | { readonly name: 'press'; readonly askCode: boolean };

export function screenOf(view: MailLinkView): LinkScreen {
  if (view.kind === 'unknown' || view.state === 'unknown') {
    return { name: 'message', id: 'link.unknown' };
  }
  switch (view.state) {
    case 'ready':
      return { name: 'press', askCode: false };
    case 'needs_code':
    case 'code_wrong':
      if (view.triesLeft === 0) return { name: 'message', id: `link.${view.kind}.tries_used` };
      return { name: 'press', askCode: true };
    case 'expired':
      if (view.triesLeft === 0) return { name: 'message', id: `link.${view.kind}.tries_used` };
      return { name: 'message', id: `link.${view.kind}.expired` };
    case 'done':
    case 'used':
      return { name: 'message', id: `link.${view.kind}.${view.state}` };
    case 'spent':
      // Only what stops something is counted.
      return view.kind === 'not_me' || view.kind === 'disable_account'
        ? { name: 'message', id: `link.${view.kind}.spent` }
        : { name: 'message', id: 'link.unknown' };
  }
}
