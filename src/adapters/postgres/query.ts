/** A thin hand on `pg`: parameterized text in, parsed rows out. */

import type { QueryConfig, QueryResult } from 'pg';

export type Row = Record<string, unknown>;

export interface Query {
  rows(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** First row or null. */
  row(text: string, values?: readonly unknown[]): Promise<Row | null>;
  /** Number of rows touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>;
}

/** A name a text: each connection parses and plans a statement once. */
const names = new Map<string, string | undefined>();

/**
 * Undefined for a statement that takes "every column": a migration that adds one while it is prepared
 * would make it fail on the connections that know it.
 */
function nameOf(text: string): string | undefined {
  if (names.has(text)) return names.get(text);
  const takesAll = /(?:select|,|returning)\s+(?:\w+\.)?\*/.test(text);
  const name = takesAll ? undefined : `thaw_${names.size + 1}`;
  names.set(text, name);
  return name;
}

/** A pool, a client, or what asks one of them. */
export interface Asked {
  query(asked: QueryConfig): Promise<QueryResult>;
}

export function queryOn(client: Asked): Query {
  const ask = (text: string, values: readonly unknown[] = []) => {
    const name = nameOf(text);
    return client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) });
  };
  return {
    rows: async (text, values) => (await ask(text, values)).rows as Row[],
    row: async (text, values) => ((await ask(text, values)).rows[0] as Row | undefined) ?? null,
    run: async (text, values) => (await ask(text, values)).rowCount ?? 0,
  };
}

/** A row is parsed on its way out, not cast: a column of another type is an error here. */
export const read = {
  text(row: Row, column: string): string {
    const value = row[column];
    if (typeof value !== 'string') throw wrong(column, 'text', value);
    return value;
  },
  textOrNull(row: Row, column: string): string | null {
    return row[column] === null ? null : read.text(row, column);
  },
  number(row: Row, column: string): number {
    const value = row[column];
    const parsed = typeof value === 'string' ? Number(value) : value;
    if (typeof parsed !== 'number' || !Number.isFinite(parsed))
      throw wrong(column, 'number', value);
    return parsed;
  },
  flag(row: Row, column: string): boolean {
    const value = row[column];
    if (typeof value !== 'boolean') throw wrong(column, 'boolean', value);
    return value;
  },
  time(row: Row, column: string): string {
    const value = row[column];
    if (!(value instanceof Date)) throw wrong(column, 'timestamp', value);
    return value.toISOString();
  },
  timeOrNull(row: Row, column: string): string | null {
    return row[column] === null ? null : read.time(row, column);
  },
  bytes(row: Row, column: string): Uint8Array {
    const value = row[column];
    if (!(value instanceof Uint8Array)) throw wrong(column, 'bytes', value);
    return value;
  },
  object<T extends object>(row: Row, column: string): T {
    const value = row[column];
    if (typeof value !== 'object' || value === null) throw wrong(column, 'object', value);
    return value as T;
  },
  list(row: Row, column: string): readonly Row[] {
    const value = row[column];
    if (!Array.isArray(value)) throw wrong(column, 'list', value);
    return value as readonly Row[];
  },
  texts(row: Row, column: string): readonly string[] {
    const value = row[column];
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) {
      throw wrong(column, 'list of texts', value);
    }
    return value;
  },
  oneOf<T extends string>(row: Row, column: string, allowed: readonly T[]): T {
    const value = row[column];
    const found = allowed.find((a) => a === value);
    if (found === undefined) throw wrong(column, allowed.join('|'), value);
    return found;
  },
};

/** The value itself is not in the message: it may be personal. */
function wrong(column: string, expected: string, value: unknown): Error {
  return new Error(
    `column ${column}: expected ${expected}, got ${value === null ? 'null' : typeof value}`,
  );
}
