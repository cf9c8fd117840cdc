/** A city from which the people of a simulated world work. */
export interface Place {
  /** As the access log writes it: country code, hyphen, city. */
  readonly location: string;
  readonly lat: number;
  readonly lon: number;
  /** Hours by which local time is ahead of UTC; the simulation has no daylight saving time. */
  readonly hoursAhead: number;
}

function place(location: string, lat: number, lon: number, hoursAhead: number): Place {
  return { location, lat, lon, hoursAhead };
}

/** Where most people work, most frequent first, and what part of them. */
export const OFFICES: readonly (Place & { readonly share: number })[] = [
  { ...place("DE-Berlin", 52.52, 13.41, 1), share: 0.36 },
  { ...place("GB-London", 51.51, -0.13, 0), share: 0.2 },
  { ...place("US-New-York", 40.71, -74.01, -5), share: 0.2 },
  { ...place("SG-Singapore", 1.35, 103.82, 8), share: 0.1 },
];

/** Where single people live and work, and where trips lead. */
export const TOWNS: readonly Place[] = [
  place("FR-Paris", 48.86, 2.35, 1),
  place("PL-Warsaw", 52.23, 21.01, 1),
  place("ES-Madrid", 40.42, -3.7, 1),
  place("IT-Milan", 45.46, 9.19, 1),
  place("NL-Amsterdam", 52.37, 4.9, 1),
  place("SE-Stockholm", 59.33, 18.07, 1),
  place("IE-Dublin", 53.35, -6.26, 0),
  place("PT-Lisbon", 38.72, -9.14, 0),
  place("CZ-Prague", 50.08, 14.44, 1),
  place("AT-Vienna", 48.21, 16.37, 1),
  place("US-Chicago", 41.88, -87.63, -6),
  place("US-San-Francisco", 37.77, -122.42, -8),
  place("CA-Toronto", 43.65, -79.38, -5),
  place("IN-Bengaluru", 12.97, 77.59, 5),
  place("JP-Tokyo", 35.68, 139.69, 9),
  place("AU-Sydney", -33.87, 151.21, 10),
];

/** The office that a world with a move opens. */
export const NEW_OFFICE: Place = place("ES-Barcelona", 41.39, 2.17, 1);

/** Where nobody works, and where attackers sit. */
export const FAR_PLACES: readonly Place[] = [
  place("BR-Sao-Paulo", -23.55, -46.63, -3),
  place("ZA-Johannesburg", -26.2, 28.05, 2),
  place("VN-Hanoi", 21.03, 105.85, 7),
  place("KZ-Almaty", 43.24, 76.89, 5),
  place("MX-Mexico-City", 19.43, -99.13, -6),
  place("NG-Lagos", 6.52, 3.38, 1),
  place("AR-Buenos-Aires", -34.6, -58.38, -3),
  place("PH-Manila", 14.6, 120.98, 8),
  place("EG-Cairo", 30.04, 31.24, 2),
  place("NZ-Auckland", -36.85, 174.76, 12),
];

/** A place some thirty kilometres off, where the same address is looked up to be now and then. */
export function suburbOf(home: Place): Place {
  return { ...home, location: `${home.location}-West`, lon: home.lon - 0.4 };
}

/** Mean radius of the earth in kilometres (IUGG). */
const EARTH_RADIUS = 6371;

/** Great-circle distance in kilometres (haversine). */
export function kilometresBetween(a: Place, b: Place): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (from: number, to: number): number => Math.sin(radians(to - from) / 2) ** 2;
  const chord = half(a.lat, b.lat) + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * half(a.lon, b.lon);
  return 2 * EARTH_RADIUS * Math.asin(Math.sqrt(chord));
}
