/** The PDF417 on the back of a licence of Utopia (AAMVA DL/ID Card Design Standard 2020, annex D). */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, writeBarcode } from 'zxing-wasm/writer';
import { type Holder, transliterate } from './mrz-lines.ts';

/** Number that AAMVA gives to an issuer; this one is nobody's. */
const ISSUER = '636999';
const HEADER_BYTES = 31;

/** The text of the barcode: header, then one subfile of elements, a line each. */
export function licenceText(holder: Holder): string {
  const [first = '', ...middle] = capitals(holder.givenNames).split(' ');
  const elements = [
    `DAQ${holder.documentNumber}`,
    `DCS${capitals(holder.surname)}`,
    'DDEN',
    `DAC${first}`,
    'DDFN',
    `DAD${middle.join(' ') || 'NONE'}`,
    'DDGN',
    'DCAD',
    `DBD${monthFirst('2022-03-01')}`,
    `DBB${monthFirst(holder.birthDate)}`,
    `DBA${monthFirst(holder.expiryDate)}`,
    `DBC${{ M: '1', F: '2', X: '9' }[holder.sex]}`,
    'DAG12 HYTHLODAY LANE',
    'DAIAMAUROT',
    'DAJUT',
    'DCGUTO',
  ];
  const subfile = `DL${elements.join('\n')}\r`;
  const digits = (value: number) => String(value).padStart(4, '0');
  const designator = `DL${digits(HEADER_BYTES)}${digits(subfile.length)}`;
  return `@\n\u001e\rANSI ${ISSUER}100001${designator}${subfile}`;
}

function capitals(name: string): string {
  return transliterate(name).replaceAll('<', ' ');
}

function monthFirst(iso: string): string {
  const [year, month, day] = iso.split('-');
  return `${month}${day}${year}`;
}

/** @returns an SVG of the barcode. */
export async function licenceBarcode(holder: Holder): Promise<string> {
  const file = createRequire(import.meta.url).resolve('zxing-wasm/writer/zxing_writer.wasm');
  const bytes = readFileSync(file);
  // The package would fetch its module from the network.
  const wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  prepareZXingModule({ overrides: { wasmBinary: wasmBinary as ArrayBuffer } });
  const { svg, error } = await writeBarcode(licenceText(holder), { format: 'PDF417' });
  if (error !== '') throw new Error(`no barcode: ${error}`);
  return svg;
}
