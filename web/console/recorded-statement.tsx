import { useState } from 'preact/hooks';
import type { ReviewView } from '../../src/core/wire-staff.ts';
import { useFilmUrls } from '../shared/film-urls.ts';
import { staffApi } from './staff-api.ts';
import { type Stamp, Watermark } from './watermark.tsx';

interface RecordedProps {
  readonly view: ReviewView;
  readonly stamp: Stamp;
  readonly onBroken: () => void;
}

/** The spoken statement: fetched (and the look logged) on a press, played by this browser alone. */
export function RecordedStatement({ view, stamp, onBroken }: RecordedProps) {
  const recording = view.media.find(({ video }) => video === true);
  const sentence = view.sentence ?? '';
  const [film, setFilm] = useState<Blob | null>(null);
  const [said, setSaid] = useState('');
  const urls = useFilmUrls(film, sentence);
  if (recording === undefined) return null;
  const open = async () => {
    setSaid('Fetching…');
    try {
      const url = staffApi.mediaUrl(view.caseId, recording.id);
      const answer = await fetch(url, { cache: 'no-store' });
      if (!answer.ok) throw new Error(`the service answered ${answer.status}`);
      setFilm(await answer.blob());
      setSaid('');
    } catch {
      setSaid('The recording did not arrive. Try once more.');
      onBroken();
    }
  };
  return (
    <section aria-label="Recorded statement">
      <h2>Recorded statement</h2>
      <p>
        Should be heard: <q>{sentence}</q>
      </p>
      {urls === null ? (
        <button type="button" onClick={() => void open()}>
          Play the recording
        </button>
      ) : (
        <div class="surface film">
          <video
            src={urls.film}
            controls
            disablePictureInPicture
            controlsList="nodownload noremoteplayback"
            aria-label="Recording of the person"
          >
            <track kind="captions" src={urls.captions} label="What should be heard" />
          </video>
          <Watermark stamp={stamp} />
        </div>
      )}
      <p class="dim" role="status">
        {said}
      </p>
    </section>
  );
}
