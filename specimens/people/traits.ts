/** The dials a drawn person is made with. One set of numbers is one person; none is anybody. */

/** Red, green, blue, 0..255. */
export type Colour = readonly [number, number, number];

export interface Traits {
  readonly seed: number;
  readonly skin: Colour;
  readonly lips: Colour;
  readonly iris: Colour;
  readonly hair: Colour;
  readonly brows: Colour;
  readonly clothes: Colour;
  /** The wall behind, top and bottom. */
  readonly wall: readonly [Colour, Colour];

  /** Factors, 1 = the average head. */
  readonly faceWidth: number;
  readonly faceLength: number;
  readonly jawWidth: number;
  readonly cheekWidth: number;
  readonly foreheadWidth: number;
  readonly eyeSize: number;
  readonly browThickness: number;
  readonly noseWidth: number;
  readonly noseDepth: number;
  readonly mouthWidth: number;
  readonly lipFullness: number;

  /** Shifts in centimetres on a head about 17 cm long, 0 = the average head. */
  readonly chinDrop: number;
  readonly eyeSpread: number;
  readonly browLift: number;
  readonly browRidge: number;
  readonly noseLength: number;
  readonly noseBridge: number;
  readonly mouthDrop: number;
  readonly cheekFullness: number;

  /** Slopes: rise towards the temples. */
  readonly eyeSlant: number;
  readonly browSlant: number;

  /** Strengths, 0 = none, 1 = strong. */
  readonly hairLength: number;
  readonly hairVolume: number;
  readonly baldness: number;
  readonly beard: number;
  readonly lines: number;
  readonly freckles: number;
  readonly makeup: number;
}

export const AVERAGE_TRAITS: Traits = {
  seed: 1,
  skin: [222, 178, 152],
  lips: [188, 104, 98],
  iris: [84, 108, 122],
  hair: [62, 44, 32],
  brows: [56, 42, 32],
  clothes: [62, 80, 108],
  wall: [
    [208, 210, 212],
    [154, 160, 166],
  ],
  faceWidth: 1,
  faceLength: 1,
  jawWidth: 1,
  cheekWidth: 1,
  foreheadWidth: 1,
  eyeSize: 1,
  browThickness: 1,
  noseWidth: 1,
  noseDepth: 1,
  mouthWidth: 1,
  lipFullness: 1,
  chinDrop: 0,
  eyeSpread: 0,
  browLift: 0,
  browRidge: 0,
  noseLength: 0,
  noseBridge: 0,
  mouthDrop: 0,
  cheekFullness: 0,
  eyeSlant: 0,
  browSlant: 0,
  hairLength: 0,
  hairVolume: 0,
  baldness: 0,
  beard: 0,
  lines: 0,
  freckles: 0,
  makeup: 0,
};
