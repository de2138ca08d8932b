/**
 * Codes that may stand for an issuing state, organisation or nationality in an MRZ: ISO 3166-1
 * alpha-3, and the additions of ICAO Doc 9303-3 section 5 (parts B to D).
 */
const ISO_3166 =
  'ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD ' +
  'BGR BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR ' +
  'COD COG COK COL COM CPV CRI CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ' +
  'ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL ' +
  'GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR ITA JAM JEY JOR ' +
  'JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR ' +
  'MCO MDA MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL ' +
  'NER NFK NGA NIC NIU NLD NOR NPL NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY ' +
  'PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM SLB SLE SLV SMR SOM SPM SRB SSD STP ' +
  'SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR TUV TWN TZA ' +
  'UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE';

/**
 * Germany's single letter, the British kinds of nationality, Kosovo, the United Nations, the
 * European Union, other organisations, refugees and the stateless, and Utopia for specimens.
 */
const ICAO_ADDITIONS =
  'D EUE GBD GBN GBO GBP GBS RKS UNA UNK UNO UTO XBA XCC XCE XCO XCT XDC XEC XES XIM XMP XOM ' +
  'XPO XXA XXB XXC XXX';

const STATES: ReadonlySet<string> = new Set(`${ISO_3166} ${ICAO_ADDITIONS}`.split(' '));

/** True for a code of the list, written with or without its fillers (`D` and `D<<`). */
export function isIcaoState(code: string): boolean {
  return STATES.has(code.replace(/<+$/, ''));
}

/** Every listed code, padded with fillers to the three characters of an MRZ. */
export const PADDED_STATES: readonly string[] = [...STATES].map((code) => code.padEnd(3, '<'));
