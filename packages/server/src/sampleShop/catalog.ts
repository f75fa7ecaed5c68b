export const SHOP_NAME = "Northlight Coffee";
export const SHOP_URL = "https://www.sample-shop.example";

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly category: "Beans" | "Brewing" | "Cups" | "Grinders";
  readonly price: number;
}

export const PRODUCTS: readonly Product[] = [
  { id: "yirgacheffe-250", name: "Yirgacheffe, 250 g", category: "Beans", price: 13.5 },
  { id: "huila-250", name: "Huila, 250 g", category: "Beans", price: 12 },
  { id: "sidama-1kg", name: "Sidama, 1 kg", category: "Beans", price: 42 },
  { id: "house-espresso-1kg", name: "House espresso, 1 kg", category: "Beans", price: 34 },
  { id: "decaf-250", name: "Swiss water decaf, 250 g", category: "Beans", price: 13 },
  { id: "dripper", name: "Ceramic dripper", category: "Brewing", price: 29 },
  { id: "gooseneck", name: "Gooseneck kettle", category: "Brewing", price: 89 },
  { id: "press", name: "French press, 1 l", category: "Brewing", price: 45 },
  { id: "filters", name: "Paper filters, 100", category: "Brewing", price: 6.5 },
  { id: "scale", name: "Brew scale with timer", category: "Brewing", price: 59 },
  { id: "mug", name: "Stoneware mug", category: "Cups", price: 18 },
  { id: "espresso-cups", name: "Espresso cups, set of 4", category: "Cups", price: 36 },
  { id: "hand-grinder", name: "Hand grinder", category: "Grinders", price: 119 },
  { id: "grinder", name: "Electric burr grinder", category: "Grinders", price: 249 },
];

export const ARTICLES = [
  { slug: "water", title: "Why your water matters more than your kettle" },
  { slug: "grind-size", title: "Finding the right grind in three cups" },
  { slug: "ethiopia", title: "A week with the growers of Yirgacheffe" },
  { slug: "storing-beans", title: "How to keep beans fresh for a month" },
  { slug: "cold-brew", title: "Cold brew without a plan" },
] as const;

export const REVIEWS: readonly { readonly rating: number; readonly text: string }[] = [
  { rating: 5, text: "Tastes of blueberries, as promised. Will order again." },
  { rating: 5, text: "Arrived in two days, roasted last week." },
  { rating: 4, text: "Very good, a little too bright for my taste." },
  { rating: 4, text: "Solid and well made. The box was dented." },
  { rating: 3, text: "Fine, but I expected more for the price." },
  { rating: 2, text: "Too dark for filter coffee." },
];

/** The subscription that the shop sells through Stripe. */
export const CLUB = { priceId: "price_SampleShopClub", productId: "prod_SampleShopClub", name: "Coffee club", amount: 1_900, trialDays: 14 } as const;
