/**
 * Answers by kind and how common each is. The weights are round estimates of how a retail exchange's
 * accounts spread; they shape the decoys and the guesser's prior, and nothing else.
 */

import { optionText } from './text-ids.ts';
import type { Weighted } from './types.ts';

/**
 * So many coins are held beside the largest, rather too many than too few. None of them is a decoy, so the
 * commonest coins seldom are; a guesser who knows that takes them for right the more.
 */
const coinsBeside = 3;

export const assets: readonly Weighted[] = withAsDecoy(
  'BTC 60, ETH 45, SOL 22, XRP 20, ADA 16, DOGE 16, USDT 16, USDC 12, LTC 11, DOT 10, LINK 10, AVAX 8, BNB 8, XLM 7, UNI 6, ATOM 6, TRX 6, NEAR 5, ALGO 5, XMR 4',
);

const browsers = ['Chrome', 'Safari', 'Firefox', 'Edge', 'Samsung Internet', 'Opera'] as const;
const systems = ['Windows', 'macOS', 'Linux', 'Android', 'iPhone', 'iPad'] as const;

export const devices: readonly Weighted[] = [
  { label: 'Chrome on Android', weight: 30 },
  { label: 'Safari on iPhone', weight: 28 },
  { label: 'Chrome on Windows', weight: 26 },
  { label: 'Edge on Windows', weight: 14 },
  { label: 'Firefox on Windows', weight: 12 },
  { label: 'Chrome on macOS', weight: 12 },
  { label: 'Safari on macOS', weight: 12 },
  { label: 'Samsung Internet on Android', weight: 9 },
  { label: 'Chrome on iPhone', weight: 8 },
  { label: 'Safari on iPad', weight: 7 },
  { label: 'Firefox on Linux', weight: 6 },
  { label: 'Firefox on Android', weight: 6 },
  { label: 'Chrome on Linux', weight: 5 },
  { label: 'Opera on Windows', weight: 4 },
];

/** `Firefox 131 / Windows 11` and the like to the pool's own words; null when not recognised. */
export function deviceLabel(raw: string): string | null {
  const text = raw.toLowerCase();
  const systemWords: readonly [string, (typeof systems)[number]][] = [
    ['iphone', 'iPhone'],
    ['ipad', 'iPad'],
    ['android', 'Android'],
    ['pixel', 'Android'],
    ['galaxy', 'Android'],
    ['windows', 'Windows'],
    ['mac', 'macOS'],
    ['linux', 'Linux'],
    ['ubuntu', 'Linux'],
  ];
  const system = systemWords.find(([word]) => text.includes(word))?.[1];
  const browser = [...browsers].toReversed().find((name) => text.includes(name.toLowerCase()));
  if (system === undefined || browser === undefined) return null;
  const label = `${browser} on ${system}`;
  return devices.some((entry) => entry.label === label) ? label : null;
}

export const methods: readonly Weighted[] = [
  { ...optionText('option.method.bank_transfer'), weight: 35 },
  { ...optionText('option.method.debit_card'), weight: 25 },
  { ...optionText('option.method.credit_card'), weight: 20 },
  { ...optionText('option.method.instant_transfer'), weight: 15 },
  { label: 'PayPal', weight: 15 },
  { ...optionText('option.method.crypto_deposit'), weight: 15 },
  { label: 'Apple Pay', weight: 12 },
  { label: 'Google Pay', weight: 10 },
];

export function methodLabel(raw: string): string | null {
  const text = raw.toLowerCase().replaceAll(/[_-]+/g, ' ');
  const words: readonly [RegExp, string][] = [
    [/paypal/, 'PayPal'],
    [/apple pay/, 'Apple Pay'],
    [/google pay/, 'Google Pay'],
    [/instant/, 'Instant transfer'],
    [/debit/, 'Debit card'],
    [/card/, 'Credit card'],
    [/crypto|blockchain|on chain/, 'Crypto deposit'],
    [/bank|sepa|wire|transfer/, 'Bank transfer'],
  ];
  return words.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}

const amountEdges = [25, 50, 100, 200, 400, 800, 1500, 3000, 6000, 12_000] as const;
const amountWeights = [10, 14, 18, 18, 16, 14, 11, 8, 6, 4, 3] as const;

/** `200 to 400 EUR`; the bands are fixed, so that the right one does not stand in the middle. */
export function amountBand(amount: number, currency: string): string {
  const index = amountEdges.filter((edge) => amount >= edge).length;
  return amountText(index, currency).label;
}

export function amountBands(currency: string): readonly Weighted[] {
  return amountWeights.map((weight, index) => ({ ...amountText(index, currency), weight }));
}

function amountText(index: number, currency: string) {
  const low = amountEdges[index - 1];
  const high = amountEdges[index];
  if (low === undefined) return optionText('option.amount.under', { high: high ?? 0, currency });
  if (high === undefined) return optionText('option.amount.from', { low, currency });
  return optionText('option.amount.between', { low, high, currency });
}

const countEdges = [2, 3, 5, 8, 13, 21, 34] as const;
const countWeights = [12, 12, 16, 18, 16, 12, 8, 6] as const;

export function countBand(count: number): string {
  return countText(countEdges.filter((edge) => count >= edge).length).label;
}

export const countBands: readonly Weighted[] = countWeights.map((weight, index) => ({
  ...countText(index),
  weight,
}));

function countText(index: number): { readonly label: string; readonly textId?: string } {
  const low = countEdges[index - 1] ?? 1;
  const next = countEdges[index];
  if (next === undefined) return optionText('option.count.from', { low });
  if (next - 1 === low) return { label: `${low}` };
  return optionText('option.count.between', { low, high: next - 1 });
}

function withAsDecoy(text: string): readonly Weighted[] {
  const entries = pool(text);
  const total = entries.reduce((sum, entry) => sum + entry.weight, 0);
  const lacking = (weight: number) => (1 - weight / total) ** coinsBeside;
  return entries.map((entry) => ({ ...entry, asDecoy: entry.weight * lacking(entry.weight) }));
}

function pool(text: string): readonly Weighted[] {
  return text.split(', ').map((entry) => {
    const [label = '', weight] = entry.split(' ');
    return { label, weight: Number(weight) };
  });
}
