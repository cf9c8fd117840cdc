/*
 * Domains below which anybody may register a name, so that nobody owns them (https://publicsuffix.org). Browsers refuse
 * passkeys for them by the whole list (Web Authentication Level 3 section 5.1.3); here are the ones that people run into:
 * the second levels of countries, and the domains of cloud providers.
 */

/** Second levels that registries of countries sell names below, by country. */
const SECOND_LEVELS: Readonly<Record<string, string>> = {
  ar: "com edu gob net org",
  at: "ac co gv or",
  au: "asn com edu gov id net org",
  br: "com edu gov net org",
  cn: "ac com edu gov net org",
  hk: "com edu gov idv net org",
  il: "ac co gov k12 muni net org",
  in: "ac co com edu firm gen gov ind net org res",
  jp: "ac ad co ed go gr lg ne or",
  ke: "ac co go ne or sc",
  kr: "ac co go ne or pe re",
  mx: "com edu gob net org",
  my: "com edu gov net org",
  nz: "ac co geek gen govt health iwi kiwi maori net org school",
  pl: "com edu gov info net org",
  sg: "com edu gov net org per",
  th: "ac co go in or",
  tr: "com edu gov net org",
  tw: "com edu gov idv net org",
  ua: "com edu gov net org",
  uk: "ac co gov ltd me net nhs org plc police sch",
  za: "ac co gov net org web",
};

/** Of cloud providers, whose customers have the names below. */
const OF_PROVIDERS: readonly RegExp[] = [
  /^(?:[a-z0-9-]+\.)*amazonaws\.com(?:\.cn)?$/u,
  /^(?:[a-z0-9-]+\.)?awsapprunner\.com$/u,
  /^lambda-url\.[a-z0-9-]+\.on\.aws$/u,
  /^(?:[a-z0-9-]+\.)?elasticbeanstalk\.com$/u,
  /^(?:amplifyapp|appspot|azurewebsites|firebaseapp|herokuapp)\.com$/u,
  /^(?:cloudfront|azureedge|azurefd)\.net$/u,
  /^(?:github|gitlab)\.io$/u,
  /^(?:fly|pages|workers)\.dev$/u,
  /^(?:netlify|vercel|web)\.app$/u,
];

/** Whether nobody owns the domain, as far as the lists above know. */
export function isPublicSuffix(domain: string): boolean {
  const labels = domain.split(".");
  if (labels.length === 1) return true;
  const [second = "", country = ""] = labels;
  const isOfCountry = labels.length === 2 && (SECOND_LEVELS[country] ?? "").split(" ").includes(second);
  return isOfCountry || OF_PROVIDERS.some((pattern) => pattern.test(domain));
}
