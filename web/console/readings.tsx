import type { ReviewView } from '../../src/core/wire-staff.ts';
import { type MrzCheck, mrzChecks } from './mrz-checks.ts';

type DocumentFacts = NonNullable<ReviewView['document']>;

const checkNames: Record<MrzCheck['field'], string> = {
  number: 'number',
  birth: 'birth',
  expiry: 'expiry',
  optional: 'optional',
  composite: 'composite',
};

/** What the document says beside what the account's record says, and the MRZ with its checks. */
export function Readings({ view }: { readonly view: ReviewView }) {
  const { document, record } = view;
  return (
    <section aria-label="Readings and record">
      <h2>
        Document and record
        {document !== null && (
          <span class="dim">
            {document.country} · {document.type.replaceAll('_', ' ')}
          </span>
        )}
      </h2>
      {document === null ? (
        <>
          <p class="dim">No document was read.</p>
          <dl class="pairs">
            <dt>name</dt>
            <dd>{record.fullName}</dd>
            <dt>birth date</dt>
            <dd>{record.birthDate}</dd>
            <dt>country</dt>
            <dd>{record.country}</dd>
            <dt>document</dt>
            <dd>{record.documentNumberMasked ?? 'not on record'}</dd>
          </dl>
        </>
      ) : (
        <>
          <Rows rows={document.rows} />
          <Mrz document={document} />
        </>
      )}
    </section>
  );
}

const agreement = (agrees: boolean | null) => {
  if (agrees === null) return { mark: '·', words: 'not compared', look: 'dim' };
  return agrees
    ? { mark: '=', words: 'agrees', look: 'good' }
    : { mark: '≠', words: 'differs', look: 'bad' };
};

function Rows({ rows }: { readonly rows: DocumentFacts['rows'] }) {
  return (
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Document</th>
          <th scope="col">
            <span class="hidden">Agreement</span>
          </th>
          <th scope="col">Record</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const { mark, words, look } = agreement(row.agrees);
          return (
            <tr key={row.label} class={row.agrees === false ? 'differs' : ''}>
              <th scope="row">{row.label}</th>
              <td class="mono">{row.document}</td>
              <td class={look} title={words}>
                <span aria-hidden="true">{mark}</span>
                <span class="hidden">{words}</span>
              </td>
              <td class="mono">{row.record}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Mrz({ document }: { readonly document: DocumentFacts }) {
  const { mrzLines, mrzValid, mrzRepaired } = document;
  if (mrzLines.length === 0) {
    const isBarcode = document.type === 'driving_licence' && document.rows.length > 0;
    return <p class="dim">{isBarcode ? 'Read from the barcode.' : 'No MRZ was read.'}</p>;
  }
  const checks = mrzChecks(mrzLines);
  return (
    <div class="mrz">
      <h3>
        MRZ{' '}
        <span class={mrzValid ? 'good' : 'bad'}>
          {mrzValid ? 'all check digits hold' : 'check digits do not hold'}
        </span>
        {mrzRepaired && <span class="warn">look-alike letters repaired</span>}
      </h3>
      <pre>
        {mrzLines.map((line, index) => (
          <MrzLine
            key={line}
            line={line}
            checks={checks.filter((check) => check.line === index)}
            last={index === mrzLines.length - 1}
          />
        ))}
      </pre>
      <ul class="checks">
        {checks.map((check) => (
          <li key={check.field} class={check.holds ? 'good' : 'bad'}>
            {check.holds ? '✓' : '✗'} {checkNames[check.field]}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface MrzLineProps {
  readonly line: string;
  readonly checks: readonly MrzCheck[];
  readonly last: boolean;
}

/** Pieces of one line; check digits stand out, the text stays one line to copy. */
function MrzLine({ line, checks, last }: MrzLineProps) {
  const sorted = [...checks].sort((a, b) => a.column - b.column);
  const starts = [0, ...sorted.map((check) => check.column + 1)];
  return (
    <>
      {starts.map((from, index) => {
        const check = sorted[index];
        return (
          <span key={from}>
            {line.slice(from, check?.column ?? line.length)}
            {check !== undefined && (
              <mark class={check.holds ? 'good' : 'bad'}>{line.charAt(check.column)}</mark>
            )}
          </span>
        );
      })}
      {last ? '' : '\n'}
    </>
  );
}
