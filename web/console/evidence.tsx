import { useCallback, useState } from 'preact/hooks';
import { Dialog } from './dialog.tsx';
import type { Media, NumberedReason } from './evidence-list.ts';
import { Picture, PictureLayers, type PictureProps } from './picture.tsx';
import { staffApi } from './staff-api.ts';
import { useKeys } from './use-keys.ts';
import type { Stamp } from './watermark.tsx';

/** Which pictures were ever opened (their bytes asked for) and which are hidden now. */
export interface Curtain {
  readonly opened: ReadonlySet<string>;
  readonly shown: ReadonlySet<string>;
  readonly toggle: (ids: readonly string[]) => void;
  readonly show: (id: string) => void;
}

/** All pictures start hidden; `toggle` shows the given ones unless all of them are shown. */
export function useCurtain(): Curtain {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  const show = useCallback((ids: readonly string[]) => {
    setOpened((before) => new Set([...before, ...ids]));
    setShown((before) => new Set([...before, ...ids]));
  }, []);
  const toggle = (ids: readonly string[]) => {
    if (ids.every((id) => shown.has(id))) {
      setShown(new Set([...shown].filter((id) => !ids.includes(id))));
    } else show(ids);
  };
  return { opened, shown, toggle, show: (id) => show([id]) };
}

export interface EvidenceProps {
  readonly caseId: string;
  readonly media: readonly Media[];
  readonly reasons: readonly NumberedReason[];
  readonly lit: number | null;
  readonly stamp: Stamp;
  readonly curtain: Curtain;
  readonly onEnlarge: (mediaId: string) => void;
  readonly onBroken: () => void;
}

function pictureProps(
  props: EvidenceProps,
  media: Media,
  toggled: readonly string[],
): PictureProps {
  const { caseId, stamp, reasons, lit, curtain, onEnlarge, onBroken } = props;
  return {
    media,
    caption: captionOf(media, props.media),
    url: staffApi.mediaUrl(caseId, media.id),
    stamp,
    reasons,
    lit,
    opened: curtain.opened.has(media.id),
    hidden: !curtain.shown.has(media.id),
    digit: props.media.indexOf(media) + 1,
    onToggle: () => curtain.toggle(toggled),
    onEnlarge: () => onEnlarge(media.id),
    onBroken,
  };
}

/** Frames: seconds since the first one. Others say what they are by their label. */
function captionOf(media: Media, all: readonly Media[]): string {
  const first = all.find(({ role }) => role === 'face_frame');
  if (media.role !== 'face_frame' || first === undefined) return '';
  return `+${((Date.parse(media.at) - Date.parse(first.at)) / 1000).toFixed(1)} s`;
}

/** Front, back and selfie side by side; the frames of the face as one strip below. */
export function Evidence(props: EvidenceProps) {
  const mains = props.media.filter((media) => media.role !== 'face_frame');
  const frames = props.media.filter((media) => media.role === 'face_frame');
  const frameIds = frames.map((media) => media.id);
  const firstFrame = frames[0];
  const hiddenFrames = frameIds.some((id) => !props.curtain.shown.has(id));
  return (
    <section class="evidence" aria-label="Evidence">
      {props.media.length === 0 && (
        <p class="dim">This case has no pictures: it came by the other lane.</p>
      )}
      <div class={`mains count-${Math.min(mains.length, 3)}`}>
        {mains.map((media) => (
          <Picture key={media.id} {...pictureProps(props, media, [media.id])} />
        ))}
      </div>
      {frames.length > 0 && (
        <div class="strip">
          <h3>
            Face frames <span class="dim">{frames.length}</span>
            {hiddenFrames && <small class="dim">click, or b for all</small>}
            <button type="button" onClick={() => firstFrame && props.onEnlarge(firstFrame.id)}>
              Enlarge {mains.length < 9 && <kbd>{mains.length + 1}</kbd>}
            </button>
          </h3>
          <div>
            {frames.map((media) => (
              <Picture key={media.id} {...pictureProps(props, media, frameIds)} />
            ))}
          </div>
        </div>
      )}
    </section>
  );
}

interface EnlargedProps extends EvidenceProps {
  readonly mediaId: string;
  readonly onClose: () => void;
}

/** One picture as large as the window; arrows go on, its digit or Escape closes. */
export function Enlarged(props: EnlargedProps) {
  const { media: all, mediaId, curtain, onEnlarge, onClose } = props;
  const at = all.findIndex((media) => media.id === mediaId);
  const media = all[at];
  const go = (to: number) => {
    const next = all[to];
    if (next === undefined) return;
    curtain.show(next.id);
    onEnlarge(next.id);
  };
  const digits = Object.fromEntries(
    all
      .slice(0, 9)
      .map((_, index): [string, () => void] => [
        String(index + 1),
        () => (index === at ? onClose() : go(index)),
      ]),
  );
  useKeys({ ...digits, ArrowLeft: () => go(at - 1), ArrowRight: () => go(at + 1) }, true);
  if (media === undefined) return null;
  return (
    <Dialog title={`${media.label} · ${at + 1} of ${all.length}`} look="picture" onClose={onClose}>
      <div class="surface">
        <PictureLayers key={media.id} {...pictureProps(props, media, [media.id])} />
      </div>
    </Dialog>
  );
}
