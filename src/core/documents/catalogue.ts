/**
 * Issuing states and the documents accepted from them. Codes: ICAO 9303-3 (three letters, as in the
 * machine-readable zone) beside ISO 3166-1 alpha-2, from which a page has the name in its own language.
 */

import type { DocumentTypeOption, DocumentView } from '../wire.ts';

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

/** Territories of ISO 3166-1 with a code of their own, likewise. */
const territories = `
ABWAW AIAAI ALAAX ASMAS ATAAQ ATFTF BESBQ BLMBL BMUBM BVTBV CCKCC COKCK CUWCW CXRCX CYMKY ESHEH
FLKFK FROFO GGYGG GIBGI GLPGP GRLGL GUFGF GUMGU HKGHK HMDHM IMNIM IOTIO JEYJE MACMO MAFMF MNPMP
MSRMS MTQMQ MYTYT NCLNC NFKNF NIUNU PCNPN PRIPR PSEPS PYFPF REURE SGSGS SHNSH SJMSJ SPMPM SXMSX
TCATC TKLTK UMIUM VGBVG VIRVI WLFWF RKSXK
`
  .trim()
  .split(/\s+/)
  .map((entry) => ({ code: entry.slice(0, 3), region: entry.slice(3) }));

/** Organisations that issue travel documents (ICAO Doc 9303-3, section 5, part D), English and German. */
const organisations: Readonly<Record<string, readonly [string, string]>> = {
  EUE: ['European Union (laissez-passer)', 'Europäische Union (Laissez-passer)'],
  UNA: ['United Nations specialized agency', 'Sonderorganisation der Vereinten Nationen'],
  UNK: [
    'United Nations Interim Administration Mission in Kosovo',
    'Übergangsverwaltung der Vereinten Nationen im Kosovo',
  ],
  UNO: ['United Nations Organization', 'Vereinte Nationen'],
  XBA: ['African Development Bank', 'Afrikanische Entwicklungsbank'],
  XCC: ['Caribbean Community', 'Karibische Gemeinschaft'],
  XCE: ['Council of Europe', 'Europarat'],
  XCO: [
    'Common Market for Eastern and Southern Africa',
    'Gemeinsamer Markt für das Östliche und Südliche Afrika',
  ],
  XDC: ['Southern African Development Community', 'Entwicklungsgemeinschaft des südlichen Afrika'],
  XEC: ['Economic Community of West African States', 'Wirtschaftsgemeinschaft Westafrikas'],
  XES: ['Organization of Eastern Caribbean States', 'Organisation Ostkaribischer Staaten'],
  XIM: ['African Export-Import Bank', 'Afrikanische Export-Import-Bank'],
  XMP: [
    'Parliamentary Assembly of the Mediterranean',
    'Parlamentarische Versammlung des Mittelmeerraums',
  ],
  XOM: ['Sovereign Military Order of Malta', 'Souveräner Malteserorden'],
  XPO: ['Interpol', 'Interpol'],
};

const codes = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Their residence permits follow Regulation (EC) 1030/2002 and its like: TD1 with the zone on the back. */
const withResidencePermit = codes(`
  AUT BEL BGR HRV CYP CZE DNK EST FIN FRA D<< GRC HUN IRL ITA LVA LTU LUX MLT NLD POL PRT ROU SVK
  SVN ESP SWE ISL NOR LIE CHE GBR USA
`);

/** States whose identity card is a card of format TD1 with the zone on its back. */
const withIdCard = codes(`
  AUT BEL BGR HRV CYP CZE DNK EST FIN FRA D<< GRC HUN IRL ITA LVA LTU LUX MLT NLD NOR POL PRT ROU
  SVK SVN ESP SWE CHE LIE ISL ALB BIH MKD MNE SRB RKS TUR UKR GEO MDA ARM AZE MCO SMR CHL PER URY
  ARG MEX KAZ KGZ UZB MAR DZA ARE KWT MAC
`);

/** States whose driving licences carry their data as PDF417 on the back (AAMVA). */
const withLicence = codes('USA CAN');

const passport: DocumentTypeOption = { type: 'passport', back: false };
const idCard: DocumentTypeOption = { type: 'id_card', back: true };
const residencePermit: DocumentTypeOption = { type: 'residence_permit', back: true };
const licence: DocumentTypeOption = { type: 'driving_licence', back: true };

/** The fictional state of ICAO's own examples; offered only where the operator says so. */
const specimenState = {
  code: 'UTO',
  names: { en: 'Utopia (specimen)', de: 'Utopia (Muster)' },
  types: [passport, idCard, licence],
} as const;

export type IssuingState = DocumentView['countries'][number];

/** Accepted states with their documents; pages name and sort them in their own language. */
export function issuingStates(options: { readonly specimens: boolean }): readonly IssuingState[] {
  const listed: readonly IssuingState[] = [
    ...[...states, ...territories].map((state) => ({ ...state, types: kindsOf(state.code) })),
    ...Object.entries(organisations).map(([code, [en, de]]) => ({
      code,
      names: { en, de },
      types: kindsOf(code),
    })),
  ];
  return options.specimens ? [specimenState, ...listed] : listed;
}

function kindsOf(code: string): readonly DocumentTypeOption[] {
  return [
    passport,
    ...(withIdCard.has(code) ? [idCard] : []),
    ...(withResidencePermit.has(code) ? [residencePermit] : []),
    ...(withLicence.has(code) ? [licence] : []),
  ];
}

/** The accepted kind of document, or null. */
export function acceptedType(
  code: string,
  type: string,
  options: { readonly specimens: boolean },
): DocumentTypeOption | null {
  const state = issuingStates(options).find((s) => s.code === code);
  return state?.types.find((t) => t.type === type) ?? null;
}
