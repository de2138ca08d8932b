/**
 * Issuing states and the documents accepted from them. Codes: ICAO 9303-3 (three letters, as in the
 * machine-readable zone) beside ISO 3166-1 alpha-2; names come from the platform's own locale data.
 */

import type { DocumentTypeOption } from '../wire.ts';

/** ICAO code and alpha-2 code, six characters a state: `AUTAT` is Austria. */
const states = `
AFGAF ALBAL DZADZ ANDAD AGOAO ATGAG ARGAR ARMAM AUSAU AUTAT AZEAZ BHSBS BHRBH BGDBD BRBBB BLRBY
BELBE BLZBZ BENBJ BTNBT BOLBO BIHBA BWABW BRABR BRNBN BGRBG BFABF BDIBI CPVCV KHMKH CMRCM CANCA
CAFCF TCDTD CHLCL CHNCN COLCO COMKM COGCG CODCD CRICR CIVCI HRVHR CUBCU CYPCY CZECZ DNKDK DJIDJ
DMADM DOMDO ECUEC EGYEG SLVSV GNQGQ ERIER ESTEE SWZSZ ETHET FJIFJ FINFI FRAFR GABGA GMBGM GEOGE
D<<DE GHAGH GRCGR GRDGD GTMGT GINGN GNBGW GUYGY HTIHT HNDHN HUNHU ISLIS INDIN IDNID IRNIR IRQIQ
IRLIE ISRIL ITAIT JAMJM JPNJP JORJO KAZKZ KENKE KIRKI PRKKP KORKR KWTKW KGZKG LAOLA LVALV LBNLB
LSOLS LBRLR LBYLY LIELI LTULT LUXLU MDGMG MWIMW MYSMY MDVMV MLIML MLTMT MHLMH MRTMR MUSMU MEXMX
FSMFM MDAMD MCOMC MNGMN MNEME MARMA MOZMZ MMRMM NAMNA NRUNR NPLNP NLDNL NZLNZ NICNI NERNE NGANG
MKDMK NORNO OMNOM PAKPK PLWPW PANPA PNGPG PRYPY PERPE PHLPH POLPL PRTPT QATQA ROURO RUSRU RWARW
KNAKN LCALC VCTVC WSMWS SMRSM STPST SAUSA SENSN SRBRS SYCSC SLESL SGPSG SVKSK SVNSI SLBSB SOMSO
ZAFZA SSDSS ESPES LKALK SDNSD SURSR SWESE CHECH SYRSY TWNTW TJKTJ TZATZ THATH TLSTL TGOTG TONTO
TTOTT TUNTN TURTR TKMTM TUVTV UGAUG UKRUA AREAE GBRGB USAUS URYUY UZBUZ VUTVU VATVA VENVE VNMVN
YEMYE ZMBZM ZWEZW
`
  .trim()
  .split(/\s+/)
  .map((entry) => ({ code: entry.slice(0, 3), region: entry.slice(3) }));

/** States whose identity card is a card of format TD1 with the zone on its back. */
const withIdCard = new Set(
  `AUT BEL BGR HRV CYP CZE EST FIN FRA D<< GRC HUN ITA LVA LTU LUX MLT NLD POL PRT ROU SVK SVN ESP
  SWE CHE LIE ISL ALB BIH MKD MNE SRB TUR UKR GEO MDA CHL PER URY ARG KAZ`.split(/\s+/),
);

/** The fictional state of ICAO's own examples; offered only where the operator says so. */
export const specimenState = { code: 'UTO', name: 'Utopia (specimen)' } as const;

const passport: DocumentTypeOption = { type: 'passport', back: false };
const idCard: DocumentTypeOption = { type: 'id_card', back: true };

export interface IssuingState {
  readonly code: string;
  readonly name: string;
  readonly types: readonly DocumentTypeOption[];
}

/** Accepted states with their documents, by name in the language. */
export function issuingStates(
  locale: string,
  options: { readonly specimens: boolean },
): readonly IssuingState[] {
  const names = new Intl.DisplayNames([locale, 'en'], { type: 'region' });
  const listed = states
    .map(({ code, region }) => ({
      code,
      name: names.of(region) ?? code,
      types: withIdCard.has(code) ? [passport, idCard] : [passport],
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name, locale));
  if (!options.specimens) return listed;
  return [{ ...specimenState, types: [passport, idCard] }, ...listed];
}

/** The accepted kind of document, or null. */
export function acceptedType(
  code: string,
  type: string,
  options: { readonly specimens: boolean },
): DocumentTypeOption | null {
  const state = issuingStates('en', options).find((s) => s.code === code);
  return state?.types.find((t) => t.type === type) ?? null;
}
