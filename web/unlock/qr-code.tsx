import { encode } from 'uqr';
import { t } from '../shared/text.ts';

/** Quiet zone of four modules (ISO/IEC 18004), always dark on white: some readers need it so. */
export function QrCode({ url }: { readonly url: string }) {
  const { data, size } = encode(url, { ecc: 'M', border: 4 });
  let path = '';
  for (const [y, row] of data.entries()) {
    for (const [x, isDark] of row.entries()) if (isDark) path += `M${x} ${y}h1v1h-1z`;
  }
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
      role="img"
      aria-label={t('handoff.qr')}
    >
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}
