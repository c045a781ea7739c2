/**
 * Two readings of a discrete test for checking that its p-values are spread evenly without an effect. `tail` = P(X >= x), `above` = P(X > x).
 *   mid-p         (tail + above) / 2: its mean is 1/2 exactly, but its values are few and crowd around the middle where X hardly varies;
 *   randomised p  above + u · (tail − above), u uniform in [0, 1): uniform exactly, whatever X is. For calibration only: it is a draw, no evidence.
 * The tail itself is too large on average, which is no fault of the test. Lancaster (1961); Dunn & Smyth (1996).
 */
export function midP(tail: number, above: number): number {
  return (tail + above) / 2
}

export function randomisedP(tail: number, above: number, u: number): number {
  return above + u * (tail - above)
}
