/** Which points of the face mesh stand at its edge, and its triangles. */
import { loadFaceGeometry } from '../../../specimens/people/face-geometry.ts';

/** The outline of MediaPipe's face mesh, once around. */
export const ovalPoints: readonly number[] = [
  10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148,
  176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
];

export function faceTriangles(): readonly number[] {
  return Array.from(loadFaceGeometry().triangles);
}
