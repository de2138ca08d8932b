/**
 * Elements of an AAMVA driving licence barcode (AAMVA DL/ID Card Design Standard 2020, annex D):
 * a header `@ LF RS CR ANSI ...`, then subfiles `DL` or `ID` of lines that begin with a
 * three-letter element id. Null when the text is no such barcode.
 */
export function parseAamva(text: string): Readonly<Record<string, string>> | null {
  if (!/^@[\s\S]{0,12}(ANSI |AAMVA)\d{6}/.test(text)) return null;
  const start = subfileStart(text);
  if (start < 0) return null;
  const elements: Record<string, string> = {};
  for (const line of linesOf(text.slice(start))) {
    const match = /^(?:DL|ID)?(D[A-Z]{2}|Z[A-Z]{2})(.*)$/.exec(line);
    if (match === null) continue;
    const [, id, value] = match;
    if (elements[id!] === undefined) elements[id!] = value!.trim();
  }
  return Object.keys(elements).length > 0 ? elements : null;
}

/** The first subfile begins where the header's designators end: `DL` or `ID` and an element id. */
function subfileStart(text: string): number {
  return text.search(/(?:DL|ID)(?:D[A-Z]{2}|Z[A-Z]{2})/);
}

/** Cards end a line with a line feed, a carriage return or a record separator. */
function linesOf(text: string): string[] {
  return text.replaceAll('\r', '\n').replaceAll('\u001e', '\n').split('\n');
}
