/**
 * The text of a proof that a record is in the log: C2SP tlog-proof, with the record itself as its extra
 * data.
 */

export interface RecordProof {
  readonly record: string;
  readonly position: number;
  readonly proof: readonly Uint8Array[];
  readonly checkpoint: string;
}

const firstLine = 'c2sp.org/tlog-proof@v1';
/** A path of more hashes would need more records than there are atoms to keep them. */
const hashesMax = 64;
const hashBytes = 32;

export function formatProof({ record, position, proof, checkpoint }: RecordProof): string {
  const lines = [
    firstLine,
    `extra ${toBase64(new TextEncoder().encode(record))}`,
    `index ${position}`,
    ...proof.map(toBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
}

/** Null where the text is no such proof. */
export function parseProof(text: string): RecordProof | null {
  const end = text.indexOf('\n\n');
  if (end < 0) return null;
  const [first, extra = '', index = '', ...hashes] = text.slice(0, end).split('\n');
  const record = fromBase64(/^extra (\S+)$/.exec(extra)?.[1] ?? '');
  const position = /^index (0|[1-9]\d{0,14})$/.exec(index)?.[1];
  const proof = hashes.map(fromBase64);
  const isWhole = proof.every((hash): hash is Uint8Array => hash?.length === hashBytes);
  if (first !== firstLine || record === null || position === undefined) return null;
  if (!isWhole || proof.length > hashesMax) return null;
  const said = new TextDecoder().decode(record);
  return { record: said, position: Number(position), proof, checkpoint: text.slice(end + 2) };
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

function fromBase64(text: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
    return text !== '' && toBase64(bytes) === text ? bytes : null;
  } catch {
    return null;
  }
}
