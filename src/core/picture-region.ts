/** A rectangle in fractions of a picture's width and height (0..1), origin top left. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
