/**
 * How the people of the sample shop are told from real ones: by names that nobody else can have. Their addresses lie in a
 * domain that is reserved for examples (RFC 2606), so no mail to them could arrive anywhere.
 */
export const SAMPLE_DOMAIN = "sample-shop.example";
/** Every `user_id` and `anonymous_id` of a sample person begins with it. */
export const SAMPLE_ID_PREFIX = "sample-shop-";
/** Every Stripe customer of the sample shop. */
export const SAMPLE_CUSTOMER_PREFIX = "cus_SampleShop";
/** The keys of its campaigns. */
export const SAMPLE_CAMPAIGN_PREFIX = "sample-";
/** Set to true on every sample person: the audience of the sample campaigns, and a filter for people. */
export const SAMPLE_ATTRIBUTE = "sample";

export function isSampleAddress(address: string): boolean {
  return address.toLowerCase().endsWith(`@${SAMPLE_DOMAIN}`);
}

export function isSampleCampaign(key: string): boolean {
  return key.startsWith(SAMPLE_CAMPAIGN_PREFIX);
}
