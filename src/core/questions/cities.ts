/**
 * Larger cities per country with rough populations in thousands: how common an answer is, not a
 * census. Key: ICAO three-letter code. `UTO` is the fictional state of the specimens.
 */
const populations: Readonly<Record<string, string>> = {
  UTO: 'Amaurot 900, Port Halden 520, Nefford 410, Eastmere 330, Sarrow 290, Veldham 240, Castel Oro 210, Norrington 190, Kesterloo 160, Tarn Hollow 140, Old Quay 120, Lindvale 110, Brava 95, Whitsand 90',
  DEU: 'Berlin 3680, Hamburg 1860, Munich 1510, Cologne 1090, Frankfurt 780, Stuttgart 630, Düsseldorf 630, Leipzig 620, Dortmund 590, Essen 580, Bremen 570, Dresden 560, Hanover 540, Nuremberg 520',
  FRA: 'Paris 2100, Marseille 870, Lyon 520, Toulouse 500, Nice 350, Nantes 320, Montpellier 300, Strasbourg 290, Bordeaux 260, Lille 240, Rennes 225, Reims 180, Toulon 180, Grenoble 157',
  GBR: 'London 8900, Birmingham 1140, Leeds 810, Glasgow 620, Sheffield 560, Manchester 550, Edinburgh 520, Liverpool 490, Bristol 470, Cardiff 370, Leicester 370, Belfast 345, Nottingham 320, Newcastle 300',
  ESP: 'Madrid 3300, Barcelona 1640, Valencia 800, Seville 680, Zaragoza 680, Málaga 580, Murcia 460, Palma 420, Bilbao 345, Alicante 340, Córdoba 320, Valladolid 297, Vigo 293, Granada 230',
  ITA: 'Rome 2750, Milan 1370, Naples 910, Turin 850, Palermo 630, Genoa 560, Bologna 390, Florence 360, Bari 316, Catania 300, Verona 256, Venice 250, Padua 207, Trieste 200',
  NLD: 'Amsterdam 930, Rotterdam 670, The Hague 565, Utrecht 375, Eindhoven 246, Groningen 244, Tilburg 229, Almere 226, Breda 188, Nijmegen 187, Arnhem 168, Haarlem 167, Zwolle 133, Leiden 130',
  BEL: 'Brussels 1250, Antwerp 545, Ghent 270, Charleroi 204, Liège 196, Bruges 119, Namur 114, Leuven 103, Mons 96, Mechelen 88, Aalst 90, Hasselt 81, Kortrijk 79, Ostend 72',
  AUT: 'Vienna 2000, Graz 303, Linz 213, Salzburg 157, Innsbruck 132, Klagenfurt 105, Villach 66, Wels 65, Sankt Pölten 59, Dornbirn 52, Wiener Neustadt 49, Steyr 38, Feldkirch 37, Bregenz 30',
  CHE: 'Zurich 440, Geneva 205, Basel 178, Lausanne 142, Bern 137, Winterthur 119, Lucerne 84, St. Gallen 78, Lugano 63, Biel 56, Thun 44, Fribourg 39, Schaffhausen 38, Chur 39',
  POL: 'Warsaw 1860, Kraków 800, Wrocław 670, Łódź 650, Poznań 540, Gdańsk 487, Szczecin 390, Lublin 330, Bydgoszcz 328, Białystok 290, Katowice 280, Gdynia 240, Toruń 196, Rzeszów 197',
  PRT: 'Lisbon 545, Porto 231, Amadora 171, Braga 193, Setúbal 123, Coimbra 140, Funchal 105, Aveiro 80, Viseu 99, Guimarães 156, Leiria 128, Faro 67, Évora 53, Almada 177',
  SWE: 'Stockholm 985, Gothenburg 600, Malmö 360, Uppsala 242, Linköping 166, Västerås 158, Örebro 158, Helsingborg 150, Norrköping 145, Jönköping 143, Umeå 132, Lund 128, Borås 114, Gävle 103',
  NOR: 'Oslo 709, Bergen 290, Trondheim 212, Stavanger 146, Drammen 103, Fredrikstad 84, Kristiansand 115, Sandnes 83, Tromsø 78, Ålesund 67, Sarpsborg 59, Skien 56, Bodø 53, Hamar 33',
  DNK: 'Copenhagen 660, Aarhus 290, Odense 182, Aalborg 120, Esbjerg 71, Randers 64, Horsens 62, Kolding 62, Vejle 61, Roskilde 52, Herning 51, Silkeborg 50, Helsingør 48, Viborg 41',
  FIN: 'Helsinki 674, Espoo 314, Tampere 255, Vantaa 247, Oulu 214, Turku 202, Jyväskylä 147, Kuopio 124, Lahti 121, Pori 83, Joensuu 78, Lappeenranta 73, Vaasa 68, Rovaniemi 65',
  IRL: 'Dublin 592, Cork 224, Limerick 102, Galway 86, Waterford 60, Drogheda 44, Dundalk 43, Swords 41, Bray 33, Navan 34, Kilkenny 27, Ennis 28, Tralee 26, Sligo 21',
  USA: 'New York 8260, Los Angeles 3820, Chicago 2660, Houston 2310, Phoenix 1650, Philadelphia 1550, San Antonio 1490, San Diego 1390, Dallas 1300, Austin 980, Columbus 913, Denver 716, Seattle 755, Boston 650',
  CAN: 'Toronto 2790, Montreal 1760, Calgary 1310, Ottawa 1020, Edmonton 1010, Winnipeg 750, Vancouver 660, Quebec City 550, Hamilton 570, Halifax 440, London 422, Saskatoon 266, Regina 226, Victoria 92',
  AUS: 'Sydney 5450, Melbourne 5210, Brisbane 2700, Perth 2310, Adelaide 1450, Gold Coast 740, Newcastle 526, Canberra 473, Wollongong 312, Hobart 253, Geelong 300, Townsville 185, Cairns 160, Darwin 150',
  JPN: 'Tokyo 9700, Yokohama 3770, Osaka 2750, Nagoya 2330, Sapporo 1970, Fukuoka 1610, Kobe 1510, Kawasaki 1540, Kyoto 1450, Saitama 1340, Hiroshima 1190, Sendai 1090, Niigata 780, Okayama 720',
  BRA: 'São Paulo 11450, Rio de Janeiro 6210, Brasília 2820, Fortaleza 2430, Salvador 2420, Belo Horizonte 2320, Manaus 2060, Curitiba 1770, Recife 1490, Goiânia 1440, Porto Alegre 1330, Belém 1300, Campinas 1140, Natal 750',
};

/** City and weight of one country; null when the country is not listed. */
export function citiesOf(
  country: string,
): readonly { readonly label: string; readonly weight: number }[] | null {
  // Germany's code in a machine-readable zone is the single letter.
  const key = country === 'D' ? 'DEU' : country;
  if (!Object.hasOwn(populations, key)) return null;
  return (populations[key] ?? '').split(', ').map((entry) => {
    const at = entry.lastIndexOf(' ');
    return { label: entry.slice(0, at), weight: Number(entry.slice(at + 1)) };
  });
}
