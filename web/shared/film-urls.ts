import { useEffect, useState } from 'preact/hooks';

export interface FilmUrls {
  readonly film: string;
  /** WebVTT with the sentence that is read, for those who cannot hear it. */
  readonly captions: string;
}

export function captionsOf(sentence: string): string {
  return `WEBVTT\n\n00:00.000 --> 01:00.000\n${sentence.replaceAll('-->', '')}\n`;
}

/** Addresses of a recording in this page's own memory, given back when it goes. */
export function useFilmUrls(film: Blob | null, sentence: string): FilmUrls | null {
  const [urls, setUrls] = useState<FilmUrls | null>(null);
  useEffect(() => {
    if (film === null) return;
    const captions = new Blob([captionsOf(sentence)], { type: 'text/vtt' });
    const made = { film: URL.createObjectURL(film), captions: URL.createObjectURL(captions) };
    setUrls(made);
    return () => {
      URL.revokeObjectURL(made.film);
      URL.revokeObjectURL(made.captions);
      setUrls(null);
    };
  }, [film, sentence]);
  return urls;
}
