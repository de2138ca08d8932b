/** The words of the page; every figure in them is counted from the results. */
import { formatRate, rateOf } from '../../../bench/rates.ts';
import type { Outcome } from './play-session.ts';
import type { AttackCount, SuiteResult } from './suite.ts';

/** Of all rows whose name begins so: how often that was the outcome. */
function rate({ attacks }: SuiteResult, start: string, outcome: Outcome): string {
  const rows = attacks.filter(({ attack }) => attack.startsWith(start));
  const sum = (of: (row: AttackCount) => number) => rows.reduce((total, row) => total + of(row), 0);
  const n = sum(({ counts }) => counts.accepted + counts.flagged + counts.refused);
  return formatRate(
    rateOf(
      sum(({ counts }) => counts[outcome]),
      n,
    ),
  );
}

function liveCount({ defences }: SuiteResult): string {
  const live = defences.filter(({ kind }) => kind === 'live');
  const others = live.filter(({ heldOut }) => heldOut).length;
  return `${live.length} live sessions, ${others} of them of people on whom no bound was set`;
}

export function chapterBefore(result: SuiteResult): string {
  return `# Attacks on the facial verification: what was measured

Printed by \`npm run -s test:attacks -- --join FILE... --page\` from the counts in \`attacks.generated.json\` beside this page; a test
holds the page against them. The counts come from \`npm run -s test:attacks\`, which plays whole sessions: random
movements, then eight colors of the screen, through the service's vision engine and judge, with a camera that
answers the prompts 400 ms after they appear. That is an attacker who injects frames into the browser. \`--part\` and
\`--shard\` run a share of it, \`--data DIR\` takes photographs of a folder with \`large.csv\`, \`--browser\` plays films and
scripts in Chromium through the real pages and the running service.

\`accepted\`: the machine has no remark; \`flagged\`: it passes with a remark, or a person is asked for a doubt; \`refused\`: it
must be tried again. **No case is ever approved by a machine on a face alone**: "accepted" means only that the
reviewer gets no warning from this step. Brackets hold Wilson's 95 % interval. "Reasons given" counts sessions by the
code of what the reviewer reads.

Material: ${liveCount(result)}, all of drawn people in drawn rooms, the phone in the hand, four lights, the screen adding 4, 8
or 12 % of the key light. Victims of the cameras are drawn people (six named ones and strangers) and photographs of people
who are found on the net (development set, up to 720 px).`;
}

export const defenceIdeas = `Warps of ONE photo, by scripts of ours: \`zooms\` enlarges the whole picture, \`stays\` bends the background,
\`cutout\` moves the head before the untouched photo, \`tinted\` does that and tints the face as the screen tells, and
\`knowing\` was written against the first four defences: it changes the perspective, enlarges
the shoulders and tints the whole person. \`shaped\` is the same, but paints each color by the slopes of its mesh: it was
written against \`lightOnShape\`. \`foreign\` is another script, whose pictures no bound was set on.

| defence | idea | built in |
|---|---|---|
| backgroundDrag | beside the head a room stays where it is | yes, noted from .30 |
| backgroundZoom | a room does not grow when the face comes closer | yes, noted from .20 |
| perspective | a head that comes closer shows more of its nose than of its ears; an enlarged picture grows alike | yes, noted below .02 |
| neckAnswers | the screen lights the neck or the collar too; a tint ends at the face's edge | yes, noted below .25 of the face's answer |
| lightOnShape | light falls on the parts of a face as they stand, and shows more where it was dim; a tint is even | yes, noted below .06 |
| shouldersStay | who comes closer brings the shoulders | no |
| lightStaysInRoom | shading changes when a head turns under a light | no |
| sideLightChanges | the halves of a face change places under a light from one side | no |
| solidBeyondMesh | a true head differs from the net's own depth | no |
| newDetailAtSide | an ear comes into view, a warp only stretches | no |
| grainStaysOnFace | fine grain of the photo moves with the mesh | no |

*Area*: the chance that an attack looks more suspicious than a live session; .5 is worth nothing. *Noted*: share at the
bound that is built in, apart for the people on whom it was set (six named ones; five persons of the photographs)
and for all others. The first three and the tried ones are measured on the frames that the judge compares (one straight,
one of each side, the closest), the neck and the shape on the frames under the colors. Where a measure found nothing to look
at (no approach was asked, a plain wall, colors that were not answered) the session is not counted.`;

export function chapterAfter(result: SuiteResult): string {
  const warps = 'one photo warped';
  return `## What follows

- Photos held still, moved or tilted, frozen cameras and second faces were accepted in ${rate(result, 'still photo', 'accepted')},
  ${rate(result, 'photo moved', 'accepted')}, ${rate(result, 'frozen', 'accepted')} and ${rate(result, 'two faces', 'accepted')}.
- **A script that warps one photo passes the movements**: refused in ${rate(result, warps, 'refused')}. What tells it are
  remarks: without one passed ${rate(result, 'one photo warped, whole', 'accepted')} that enlarge everything, ${rate(result, 'one photo warped, background', 'accepted')} that bend the
  background, ${rate(result, 'one photo warped, head cut out', 'accepted')} that cut the head out (tinted or not), and ${rate(result, 'one photo warped by somebody', 'accepted')}
  of those by somebody who had read this page before \`lightOnShape\` was on it. Who reads it now paints the colors by the
  slopes of the mesh, ten lines more: ${rate(result, 'one photo warped, the colors painted', 'accepted')}. Only a person decides.
- Yesterday's session is remembered by its frames: where movements and colors are all the same again it passed without
  a remark in ${rate(result, "replay of yesterday's session, all the same again", 'accepted')}, with its pictures touched up in ${rate(result, "replay of yesterday's session, all the same, pictures", 'accepted')}. A session that another
  service recorded passes where everything asked is the same (${rate(result, "replay of another service's", 'accepted')}), which the random 22 bits
  of a session stand against.
- The face before the camera must be the selfie's in every movement: splices and strangers were accepted in
  ${rate(result, "another person's turns", 'accepted')} and ${rate(result, 'selfie of A', 'accepted')}.
- A live person got a remark in ${rate(result, 'nobody attacks', 'flagged')} and had to try again in ${rate(result, 'nobody attacks', 'refused')}.

The measures become remarks of a session that passes otherwise, never a decline or another try. The
light in the room tells more here than it did on fewer sessions, the knowing script too; but it holds drawn skin
against photographs, so it is not built in before somebody has filmed live heads. Left out for want of material: grain of a true sensor, glints of the screen in the eyes, pulse. Our live sessions are drawn and
the turns of the development set are warps themselves, so a measure of them would measure the drawing. For the same
reason eyes are left out that stay frozen in their lids, or that do not stay on the screen while the head turns: no eye of
our material moves.

## What this does not show

- Live sessions are drawn people; no real head was filmed. The drawn camera has the perspective of a phone at 60 cm, but
  lenses differ; a scarf, a beard or a dark collar may answer no colors; hair in the wind or a passer-by moves the
  background. The false alarms on real people are not known, which is why these are only remarks.
- Light that comes from the screen's own side, such as a window behind the phone, makes the answer to the colors more even; in
  a dark room that only the screen lights it may be as even as paint. Drawn heads under such a window are in
  [faces.md](faces.md).
- Plain walls and blurred backgrounds show nothing, and an attacker may choose one.
- A warp by a trained network (a face swap, a talking head) was not tried. Injected pictures cannot be told reliably
  from a camera's in a browser.
- The bulk runs in one process, without browser and network. Through pages only the attacks of that table were run, three
  sessions each; the films come back to their first pictures there, which a careful script avoids.
- Prints and screens are simulated. No accredited laboratory has tested anything here.
`;
}
