/** Who walks, where, and what is held between two steps of the road. */

import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface Places {
  readonly thaw: string;
  readonly host: string;
  readonly desk: string;
}

export type DocumentPick =
  | { readonly type: 'passport'; readonly front: string }
  | { readonly type: 'id_card'; readonly front: string; readonly back: string };

export interface Traveller {
  readonly places: Places;
  /** Name in the seeded world. */
  readonly person: string;
  readonly reviewer: { readonly email: string; readonly password: string };
  readonly document: DocumentPick;
  readonly desktop: BrowserContext;
  /** The page on which the person walks. */
  readonly page: Page;
  /** A second browser, with a camera of its own; opened when the QR code is scanned. */
  readonly openPhone: () => Promise<Page>;
  /** Called where there is something to see; `name` is the screen's. */
  readonly look: (name: string, page: Page) => Promise<void>;
  /** Told by one step to later ones. */
  readonly notes: { phone?: Page; progressUrl?: string };
  readonly browser: Browser;
}

export interface Step {
  readonly name: string;
  readonly go: (traveller: Traveller) => Promise<void>;
}
