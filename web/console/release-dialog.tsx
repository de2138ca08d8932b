import { Dialog } from './dialog.tsx';

interface ReleaseProps {
  readonly busy: boolean;
  readonly onRelease: () => void;
  readonly onClose: () => void;
}

/** Giving a case back decides nothing, so one question is enough. */
export function ReleaseDialog({ busy, onRelease, onClose }: ReleaseProps) {
  return (
    <Dialog title="Release the claim" look="form" onClose={onClose}>
      <div class="fields">
        <p>The case goes back to the queue undecided. Any reviewer may claim it.</p>
      </div>
      <footer>
        <p />
        <button type="button" class="strong" disabled={busy} onClick={onRelease}>
          Release
        </button>
      </footer>
    </Dialog>
  );
}
