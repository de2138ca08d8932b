import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

let isPrepared = false;

/** The module's code comes from the package; it would fetch it from the network otherwise. */
function prepare(): void {
  if (isPrepared) return;
  const file = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const bytes = new Uint8Array(readFileSync(file));
  prepareZXingModule({ overrides: { wasmBinary: bytes.buffer } });
  isPrepared = true;
}

/** Text of the QR code in a picture (PNG or JPEG bytes); null where there is none. */
export async function readQr(picture: Uint8Array): Promise<string | null> {
  prepare();
  const [code] = await readBarcodes(picture, { formats: ['QRCode'], tryHarder: true });
  return code?.isValid === true ? code.text : null;
}
