/** Long runs in pieces: each piece adds its line to a file, and the totals are printed from all of them. */

import { appendFileSync, readFileSync } from 'node:fs';

export interface Piece {
  readonly seed: number;
  readonly commands: number;
  readonly cases: number;
  readonly crashes: number;
  readonly seconds: number;
  readonly happened: Readonly<Record<string, number>>;
}

export function addPiece(file: string, piece: Piece): void {
  appendFileSync(file, `${JSON.stringify(piece)}\n`);
}

/** Of all pieces in the file. A piece that found a divergence never came to its line. */
export function totalLines(file: string): readonly string[] {
  const pieces = readFileSync(file, 'utf8').trim().split('\n').map(parsePiece);
  const sum = (of: (piece: Piece) => number) => pieces.reduce((all, piece) => all + of(piece), 0);
  const seconds = sum((piece) => piece.seconds);
  const commands = sum((piece) => piece.commands);
  const names = new Set(pieces.flatMap((piece) => Object.keys(piece.happened)));
  return [
    ...[...names]
      .toSorted()
      .map((name) => `${`${sum((piece) => piece.happened[name] ?? 0)}`.padStart(8)} ${name}`),
    `${pieces.length} pieces, seeds ${pieces.map(({ seed }) => seed).join(', ')}`,
    `service: ${commands} commands on ${sum((piece) => piece.cases)} cases, ` +
      `${sum((piece) => piece.crashes)} crashes, 0 divergences, ` +
      `${seconds.toFixed(0)} s, ${(commands / seconds).toFixed(0)} commands a second`,
  ];
}

function parsePiece(line: string): Piece {
  const piece = JSON.parse(line) as Piece;
  const numbers = [piece.seed, piece.commands, piece.cases, piece.crashes, piece.seconds];
  if (!numbers.every(Number.isFinite)) throw new TypeError(`no piece of a run: ${line}`);
  return piece;
}
