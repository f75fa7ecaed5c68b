/** Countries (ISO 3166-1 alpha-2) whose people share one zone. Those with several (US, CA, BR, AU, RU, ...) are left out: a guess there would be hours off. */
const ZONES: { readonly [country: string]: string } = {
  AE: "Asia/Dubai", AL: "Europe/Tirane", AM: "Asia/Yerevan", AT: "Europe/Vienna", AZ: "Asia/Baku", BA: "Europe/Sarajevo",
  BD: "Asia/Dhaka", BE: "Europe/Brussels", BG: "Europe/Sofia", BH: "Asia/Bahrain", BO: "America/La_Paz", BY: "Europe/Minsk",
  CH: "Europe/Zurich", CN: "Asia/Shanghai", CO: "America/Bogota", CR: "America/Costa_Rica", CY: "Asia/Nicosia", CZ: "Europe/Prague",
  DE: "Europe/Berlin", DK: "Europe/Copenhagen", DO: "America/Santo_Domingo", DZ: "Africa/Algiers", EE: "Europe/Tallinn",
  EG: "Africa/Cairo", ET: "Africa/Addis_Ababa", FI: "Europe/Helsinki", FR: "Europe/Paris", GB: "Europe/London", GE: "Asia/Tbilisi",
  GH: "Africa/Accra", GR: "Europe/Athens", GT: "America/Guatemala", HK: "Asia/Hong_Kong", HN: "America/Tegucigalpa",
  HR: "Europe/Zagreb", HU: "Europe/Budapest", IE: "Europe/Dublin", IL: "Asia/Jerusalem", IN: "Asia/Kolkata", IQ: "Asia/Baghdad",
  IR: "Asia/Tehran", IS: "Atlantic/Reykjavik", IT: "Europe/Rome", JM: "America/Jamaica", JO: "Asia/Amman", JP: "Asia/Tokyo",
  KE: "Africa/Nairobi", KH: "Asia/Phnom_Penh", KR: "Asia/Seoul", KW: "Asia/Kuwait", LA: "Asia/Vientiane", LB: "Asia/Beirut",
  LI: "Europe/Vaduz", LK: "Asia/Colombo", LT: "Europe/Vilnius", LU: "Europe/Luxembourg", LV: "Europe/Riga", MA: "Africa/Casablanca",
  MC: "Europe/Monaco", MD: "Europe/Chisinau", ME: "Europe/Podgorica", MK: "Europe/Skopje", MM: "Asia/Yangon", MT: "Europe/Malta",
  MY: "Asia/Kuala_Lumpur", NG: "Africa/Lagos", NI: "America/Managua", NL: "Europe/Amsterdam", NO: "Europe/Oslo", NP: "Asia/Kathmandu",
  OM: "Asia/Muscat", PA: "America/Panama", PE: "America/Lima", PH: "Asia/Manila", PK: "Asia/Karachi", PL: "Europe/Warsaw",
  PR: "America/Puerto_Rico", PY: "America/Asuncion", QA: "Asia/Qatar", RO: "Europe/Bucharest", RS: "Europe/Belgrade",
  SA: "Asia/Riyadh", SE: "Europe/Stockholm", SG: "Asia/Singapore", SI: "Europe/Ljubljana", SK: "Europe/Bratislava",
  SN: "Africa/Dakar", SV: "America/El_Salvador", TH: "Asia/Bangkok", TN: "Africa/Tunis", TR: "Europe/Istanbul", TW: "Asia/Taipei",
  TZ: "Africa/Dar_es_Salaam", UG: "Africa/Kampala", UY: "America/Montevideo", VE: "America/Caracas", VN: "Asia/Ho_Chi_Minh",
  ZA: "Africa/Johannesburg",
};

/** The zone of a country with one zone, or null. */
export function zoneOfCountry(country: string): string | null {
  const code = country.toUpperCase();
  return Object.hasOwn(ZONES, code) ? ZONES[code]! : null;
}
