import { type JsonObject, MINUTE, SECOND } from "@beckon/core";
import { page, type Step, track } from "./call.ts";
import { ARTICLES, PRODUCTS, type Product, REVIEWS, SHOP_URL } from "./catalog.ts";
import type { Dice } from "./dice.ts";
import type { SamplePerson } from "./people.ts";

/** How a visit with a cart ends. */
export interface CartEnd {
  readonly buys: boolean;
}

/** Somebody looks around, perhaps reads, perhaps fills a cart, perhaps buys. Pauses are those of people. */
export function browse(person: SamplePerson, dice: Dice): Step[] {
  const looked = dice.some(PRODUCTS, dice.between(1, 4));
  const steps = [visit(person, "Home", "/", 0), ...looked.map((product) => look(person, product, pause(dice)))];
  return dice.chance(0.4) ? [...steps, ...fillCart(person, dice, looked, { buys: dice.chance(0.45) })] : steps;
}

export function fillCart(person: SamplePerson, dice: Dice, wanted: readonly Product[], { buys }: CartEnd): Step[] {
  const cart = newCart(dice, dice.some(wanted, dice.between(1, wanted.length)));
  const steps = cart.items.map((_, index) => step(pause(dice), person, "Cart Updated", cartOf(person, cart, index + 1)));
  return buys ? [...steps, step(pause(dice), person, "Checkout Started", cartOf(person, cart)), order(person, dice, cartOf(person, cart), pause(dice))] : steps;
}

export function readArticle(person: SamplePerson, dice: Dice): Step[] {
  const { slug, title } = dice.pick(ARTICLES);
  const seconds = dice.between(40, 400);
  return [
    visit(person, "Journal", `/journal/${slug}`, 0),
    step(Math.min(seconds, 60) * SECOND, person, "Article Read", { slug, title, seconds, url: `${SHOP_URL}/journal/${slug}` }),
  ];
}

export function review(person: SamplePerson, dice: Dice): Step[] {
  const product = dice.pick(PRODUCTS);
  const { rating, text } = dice.pick(REVIEWS);
  return [visit(person, product.name, `/p/${product.id}`, 0), step(pause(dice), person, "Product Reviewed", { ...shown(person, product), rating, text })];
}

/** Somebody who clicked in a mail comes back, and may well buy what lay in the cart. */
export function comeBack(person: SamplePerson, dice: Dice, cart: JsonObject | null): Step[] {
  const steps = [visit(person, "Cart", "/cart", SECOND)];
  if (cart === null) return dice.chance(0.5) ? [...steps, ...review(person, dice).slice(1)] : steps;
  return dice.chance(0.6) ? [...steps, order(person, dice, cart, pause(dice))] : steps;
}

interface Cart {
  readonly id: string;
  readonly items: readonly Product[];
}

function newCart(dice: Dice, items: readonly Product[]): Cart {
  return { id: `cart-${dice.code(8)}`, items };
}

function cartOf(person: SamplePerson, { id, items }: Cart, count: number = items.length): JsonObject {
  const products = items.slice(0, count).map((product) => ({ ...shown(person, product), quantity: 1 }));
  return { cart_id: id, total: sum(person, items.slice(0, count)), currency: person.currency, products };
}

/** The cart as it was left, with its shipping. */
function order(person: SamplePerson, dice: Dice, cart: JsonObject, after: number): Step {
  const shipping = priceIn(person, 4.9);
  const total = round((cart["total"] as number) + shipping);
  return step(after, person, "Order Completed", { order_id: `order-${dice.code(8)}`, ...cart, shipping, total });
}

function look(person: SamplePerson, product: Product, after: number): Step {
  return step(after, person, "Product Viewed", shown(person, product));
}

function visit(person: SamplePerson, name: string, path: string, after: number): Step {
  return { after, call: (at) => page(person, name, { path, url: `${SHOP_URL}${path}`, title: name }, at) };
}

function step(after: number, person: SamplePerson, event: string, properties: JsonObject): Step {
  return { after, call: (at) => track(person, event, properties, at) };
}

function shown(person: SamplePerson, { id, name, category, price }: Product): JsonObject {
  return { product_id: id, name, category, price: priceIn(person, price), currency: person.currency, url: `${SHOP_URL}/p/${id}` };
}

function sum(person: SamplePerson, items: readonly Product[]): number {
  return round(items.reduce((total, { price }) => total + priceIn(person, price), 0));
}

/** Yen and rupees have no cents in a shop window. */
function priceIn({ rate }: SamplePerson, euros: number): number {
  return rate > 50 ? Math.round((euros * rate) / 10) * 10 : round(euros * rate);
}

function round(amount: number): number {
  return Math.round(amount * 100) / 100;
}

function pause(dice: Dice): number {
  return dice.between(8 * SECOND, MINUTE);
}
