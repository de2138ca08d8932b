/** Weights that come closest to `values` as sums over each row (normal equations, Gauss-Jordan). */
export function leastSquares(
  rows: readonly (readonly number[])[],
  values: readonly number[],
): number[] {
  const size = rows[0]?.length ?? 0;
  const system = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_unused, j) =>
      rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0),
    ),
    rows.reduce((sum, row, k) => sum + row[i]! * values[k]!, 0),
  ]);
  for (let pivot = 0; pivot < size; pivot++) {
    let best = pivot;
    for (let i = pivot; i < size; i++) {
      if (Math.abs(system[i]![pivot]!) > Math.abs(system[best]![pivot]!)) best = i;
    }
    [system[pivot], system[best]] = [system[best]!, system[pivot]!];
    for (let i = 0; i < size; i++) {
      if (i === pivot) continue;
      const factor = system[i]![pivot]! / system[pivot]![pivot]!;
      for (let j = pivot; j <= size; j++) system[i]![j]! -= factor * system[pivot]![j]!;
    }
  }
  return system.map((row, i) => row[size]! / row[i]!);
}
