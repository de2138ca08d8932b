/** Where on the picture the fault is: a grid over it, the same for mouse, finger and keys. */

import { useRef, useState } from 'preact/hooks';
import type { Region } from '../../src/core/picture-region.ts';
import type { PictureMark, ReviewView } from '../../src/core/wire-staff.ts';
import { afterPress, cellAfterKey, cellsOf, columns, regionText, rows } from './mark-cells.ts';
import { staffApi } from './staff-api.ts';
import { type Stamp, Watermark } from './watermark.tsx';

interface MarkPickerProps {
  readonly view: ReviewView;
  readonly media: readonly PictureMark['media'][];
  readonly mark: PictureMark | null;
  readonly stamp: Stamp;
  /** A reason is chosen that the person hears: the mark goes with it. */
  readonly isTold: boolean;
  readonly onChange: (mark: PictureMark | null) => void;
}

export function MarkPicker({ view, media, mark, stamp, isTold, onChange }: MarkPickerProps) {
  const pictures = view.media.filter(({ role }) => media.some((wanted) => wanted === role));
  const [chosen, setChosen] = useState<string | null>(null);
  if (pictures.length === 0) return null;
  // Asking again; a declined case begins anew with every picture.
  const isOneDocument = !media.includes('selfie');
  const picture = pictures.find(({ id }) => id === chosen);
  const role = media.find((wanted) => wanted === picture?.role);
  const region = role !== undefined && mark?.media === role ? mark.region : null;
  return (
    <fieldset class="marking">
      <legend>Show the person where (optional)</legend>
      <div class="row">
        {pictures.map(({ id, label }) => (
          <label key={id}>
            <input
              type="radio"
              name="marked"
              checked={chosen === id}
              onChange={() => {
                setChosen(id);
                onChange(null);
              }}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {picture !== undefined && role !== undefined && (
        <>
          <p class="dim" id="mark-hint">
            Press one corner of the place, then the opposite one; inside it you begin anew. Arrow
            keys walk, Space presses.
            {isOneDocument && ' Only the marked side is taken again; without a mark, both.'}
          </p>
          <div class="grid">
            <img
              src={staffApi.mediaUrl(view.caseId, picture.id)}
              alt={picture.label}
              onLoad={({ currentTarget }) => currentTarget.scrollIntoView({ block: 'nearest' })}
            />
            <Watermark stamp={stamp} />
            <Cells
              region={region}
              onChange={(next) => onChange(next === null ? null : { media: role, region: next })}
            />
          </div>
          <p role="status">
            {region === null ? 'Nothing is marked.' : `Marked: ${regionText(region)}.`}{' '}
            {region !== null && !isTold && (
              <strong>The person sees it only with a reason that is “told”.</strong>
            )}
          </p>
          {region !== null && (
            <button type="button" onClick={() => onChange(null)}>
              Remove the mark
            </button>
          )}
        </>
      )}
    </fieldset>
  );
}

interface CellsProps {
  readonly region: Region | null;
  readonly onChange: (region: Region | null) => void;
}

/** One stop for the Tab key; arrows go on from there (WAI-ARIA, roving tabindex). */
function Cells({ region, onChange }: CellsProps) {
  const [at, setAt] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const marked = region === null ? [] : cellsOf(region);
  const walk = (event: KeyboardEvent) => {
    const next = cellAfterKey(at, event.key);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    grid.current?.querySelectorAll('button')[next]?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid everywhere.
    <div
      ref={grid}
      class="cells"
      role="group"
      aria-label="Places on the picture"
      aria-describedby="mark-hint"
      onKeyDown={walk}
    >
      {Array.from({ length: columns * rows }, (_, cell) => (
        <button
          key={cell}
          type="button"
          tabIndex={cell === at ? 0 : -1}
          aria-pressed={marked.includes(cell)}
          aria-label={`row ${Math.floor(cell / columns) + 1}, column ${(cell % columns) + 1}`}
          onClick={() => {
            setAt(cell);
            onChange(afterPress(region, cell));
          }}
        />
      ))}
    </div>
  );
}
