import { SAMPLE_CUSTOMER_PREFIX, SAMPLE_DOMAIN, SAMPLE_ID_PREFIX } from "@beckon/core";
import type { Dice } from "./dice.ts";

export interface SamplePerson {
  readonly userId: string;
  readonly anonymousId: string;
  readonly customerId: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly country: string;
  readonly city: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly currency: string;
  /** Price in this currency for one euro. */
  readonly rate: number;
}

interface Place {
  readonly country: string;
  readonly locale: string;
  readonly currency: string;
  readonly rate: number;
  /** City and its zone. */
  readonly cities: readonly (readonly [string, string])[];
  readonly first: readonly string[];
  readonly last: readonly string[];
}

const PLACES: readonly Place[] = [
  {
    country: "DE",
    locale: "de-DE",
    currency: "EUR",
    rate: 1,
    cities: [
      ["Berlin", "Europe/Berlin"],
      ["Hamburg", "Europe/Berlin"],
      ["Leipzig", "Europe/Berlin"],
    ],
    first: ["Lena", "Jonas", "Mia", "Felix", "Clara", "Emil", "Greta", "Paul"],
    last: ["Vogel", "Brandt", "Krause", "Lorenz", "Seidel", "Böhm"],
  },
  {
    country: "FR",
    locale: "fr-FR",
    currency: "EUR",
    rate: 1,
    cities: [
      ["Lyon", "Europe/Paris"],
      ["Nantes", "Europe/Paris"],
    ],
    first: ["Camille", "Hugo", "Léa", "Théo", "Inès", "Louis"],
    last: ["Moreau", "Lefèvre", "Garnier", "Chevalier", "Perrin"],
  },
  {
    country: "ES",
    locale: "es-ES",
    currency: "EUR",
    rate: 1,
    cities: [
      ["Valencia", "Europe/Madrid"],
      ["Las Palmas", "Atlantic/Canary"],
    ],
    first: ["Lucía", "Mateo", "Carmen", "Álvaro", "Nuria"],
    last: ["Ortega", "Navarro", "Iglesias", "Vidal"],
  },
  {
    country: "IT",
    locale: "it-IT",
    currency: "EUR",
    rate: 1,
    cities: [
      ["Torino", "Europe/Rome"],
      ["Napoli", "Europe/Rome"],
    ],
    first: ["Giulia", "Lorenzo", "Chiara", "Matteo"],
    last: ["Ferri", "Marchetti", "Rinaldi", "Conti"],
  },
  {
    country: "GB",
    locale: "en-GB",
    currency: "GBP",
    rate: 0.86,
    cities: [
      ["Leeds", "Europe/London"],
      ["Bristol", "Europe/London"],
    ],
    first: ["Olivia", "Harry", "Isla", "Callum", "Freya", "Rhys"],
    last: ["Ashworth", "Penrose", "Doyle", "Hartley", "Whitmore"],
  },
  {
    country: "US",
    locale: "en-US",
    currency: "USD",
    rate: 1.1,
    cities: [
      ["Portland", "America/Los_Angeles"],
      ["Austin", "America/Chicago"],
      ["Brooklyn", "America/New_York"],
      ["Denver", "America/Denver"],
    ],
    first: ["Ava", "Ethan", "Maya", "Logan", "Zoe", "Caleb", "Nora", "Miles"],
    last: ["Bennett", "Carver", "Delgado", "Foster", "Nguyen", "Sullivan"],
  },
  {
    country: "BR",
    locale: "pt-BR",
    currency: "BRL",
    rate: 6,
    cities: [
      ["São Paulo", "America/Sao_Paulo"],
      ["Recife", "America/Recife"],
    ],
    first: ["Ana", "Thiago", "Beatriz", "Rafael", "Larissa"],
    last: ["Souza", "Carvalho", "Teixeira", "Barros"],
  },
  {
    country: "JP",
    locale: "ja-JP",
    currency: "JPY",
    rate: 165,
    cities: [
      ["Tokyo", "Asia/Tokyo"],
      ["Kyoto", "Asia/Tokyo"],
    ],
    first: ["Yui", "Haruto", "Aoi", "Sota", "Hina"],
    last: ["Sakamoto", "Fujii", "Nishimura", "Okada"],
  },
  {
    country: "IN",
    locale: "en-IN",
    currency: "INR",
    rate: 92,
    cities: [
      ["Bengaluru", "Asia/Kolkata"],
      ["Pune", "Asia/Kolkata"],
    ],
    first: ["Ananya", "Arjun", "Diya", "Rohan", "Kavya"],
    last: ["Iyer", "Deshpande", "Menon", "Kapoor"],
  },
  {
    country: "AU",
    locale: "en-AU",
    currency: "AUD",
    rate: 1.65,
    cities: [
      ["Melbourne", "Australia/Melbourne"],
      ["Perth", "Australia/Perth"],
    ],
    first: ["Matilda", "Lachlan", "Ruby", "Angus"],
    last: ["Gallagher", "Thornton", "Mackie"],
  },
  {
    country: "PL",
    locale: "pl-PL",
    currency: "PLN",
    rate: 4.3,
    cities: [["Kraków", "Europe/Warsaw"]],
    first: ["Zofia", "Jakub", "Maja", "Szymon"],
    last: ["Wójcik", "Zieliński", "Dąbrowska"],
  },
  {
    country: "KE",
    locale: "en-KE",
    currency: "USD",
    rate: 1.1,
    cities: [["Nairobi", "Africa/Nairobi"]],
    first: ["Wanjiru", "Otieno", "Achieng"],
    last: ["Mwangi", "Kamau", "Njoroge"],
  },
];

/** People of many countries, each with names, a city and money of their own. The same dice make the same people. */
export function makePeople(dice: Dice, count: number): SamplePerson[] {
  return Array.from({ length: count }, (_, index) => makePerson(dice, index + 1));
}

export function makePerson(dice: Dice, number: number): SamplePerson {
  const place = dice.pick(PLACES);
  const [firstName, lastName] = [dice.pick(place.first), dice.pick(place.last)];
  const [city, timeZone] = dice.pick(place.cities);
  const { country, locale, currency, rate } = place;
  const serial = String(number).padStart(4, "0");
  const id = `${SAMPLE_ID_PREFIX}${serial}`;
  return {
    userId: id,
    anonymousId: `${SAMPLE_ID_PREFIX}visitor-${serial}`,
    customerId: `${SAMPLE_CUSTOMER_PREFIX}${serial}`,
    firstName,
    lastName,
    // Two may bear one name: the number keeps their addresses apart.
    email: `${plain(firstName)}.${plain(lastName)}.${number}@${SAMPLE_DOMAIN}`,
    country,
    city,
    timeZone,
    locale,
    currency,
    rate,
  };
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("ł", "l")
    .normalize("NFD")
    .replace(/[^a-z]/g, "");
}
