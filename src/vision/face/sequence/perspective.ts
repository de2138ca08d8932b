/** Does a face that comes closer change as a solid head does? A picture that is enlarged does not. */
import type { FrameView } from './frame-view.ts';
import { leastSquares } from './least-squares.ts';

/** With less growth the change drowns in the unrest of the mesh. */
const growthMin = 1.2;

/**
 * Nearer parts grow more: the nose more than the ears. The points of the frontal mesh are fitted to
 * those of the close one by shift, scale, roll, a small turn and `perspective`, by which points that
 * lie deeper grow less.
 *
 * @returns eye distances to the camera's distance, about .06 for a head at 60 cm (6.3 cm by the half
 * of it that the net's own depth shows); 0 where everything grew alike; null without enough growth
 */
export function perspectiveOf(center: FrameView, closer: FrameView): number | null {
  const growth = closer.eyeDistance / center.eyeDistance;
  if (growth < growthMin) return null;
  const unit = center.eyeDistance;
  const meanDepth = center.depth.reduce((sum, z) => sum + z, 0) / center.depth.length;
  const rows: number[][] = [];
  const values: number[] = [];
  center.points.forEach((point, i) => {
    const x = (point[0] - center.center[0]) / unit;
    const y = (point[1] - center.center[1]) / unit;
    const z = (center.depth[i]! - meanDepth) / unit;
    const [toX, toY] = closer.points[i]!;
    rows.push([x, -y, 1, 0, z, 0, z * x], [y, x, 0, 1, 0, z, z * y]);
    values.push((toX - closer.center[0]) / unit, (toY - closer.center[1]) / unit);
  });
  const [along = 0, across = 0, , , , , deeper = 0] = leastSquares(rows, values);
  const shrink = -deeper / Math.hypot(along, across);
  return shrink / (growth - 1);
}
