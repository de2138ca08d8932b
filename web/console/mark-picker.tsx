/** Where on the picture the fault is: a grid over it, one press a cell, the same for mouse and keys. */

import { useState } from 'preact/hooks';
import type { PictureMark, ReviewView } from '../../src/core/wire-staff.ts';
import { cellsOf, columns, regionOf, rows } from './mark-cells.ts';
import { staffApi } from './staff-api.ts';

interface MarkPickerProps {
  readonly view: ReviewView;
  readonly media: readonly PictureMark['media'][];
  readonly mark: PictureMark | null;
  readonly onChange: (mark: PictureMark | null) => void;
}

export function MarkPicker({ view, media, mark, onChange }: MarkPickerProps) {
  const pictures = view.media.filter(({ role }) => media.some((wanted) => wanted === role));
  const [chosen, setChosen] = useState<string | null>(null);
  if (pictures.length === 0) return null;
  const picture = pictures.find(({ id }) => id === chosen);
  const role = media.find((wanted) => wanted === picture?.role);
  const cells = role !== undefined && mark?.media === role ? cellsOf(mark.region) : [];
  const toggle = (cell: number) => {
    if (role === undefined) return;
    const next = cells.includes(cell) ? cells.filter((c) => c !== cell) : [...cells, cell];
    const region = regionOf(next);
    onChange(region === null ? null : { media: role, region });
  };
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
      {picture !== undefined && (
        <div class="grid">
          <img src={staffApi.mediaUrl(view.caseId, picture.id)} alt={picture.label} />
          <div>
            {Array.from({ length: columns * rows }, (_, cell) => (
              <button
                key={cell}
                type="button"
                aria-pressed={cells.includes(cell)}
                aria-label={`row ${Math.floor(cell / columns) + 1}, column ${(cell % columns) + 1}`}
                onClick={() => toggle(cell)}
              />
            ))}
          </div>
        </div>
      )}
    </fieldset>
  );
}
