// The pictures of the guide: which page, as whom, in which page of the guide. `npm run pictures` makes them anew from the demonstration company.

import { account, why } from "../paths.mjs";

/** Wide and high enough to read beside text; the top of a page holds its answer. */
export const size = { width: 1200, height: 750 };

export const pictures = [
  { name: "home", role: "kam", entry: "/", guide: "first-hour" },
  { name: "home-director", role: "ka_director", entry: "/", guide: "README" },
  { name: "account", role: "kam", entry: account, guide: "papers-and-files" },
  { name: "statement", role: "kam", entry: "/incentives", guide: "pay" },
  { name: "why", role: "kam", entry: why("/incentives"), guide: "pay", at: ".why" },
  { name: "periods", role: "comp_analyst", entry: "/incentives/periods", guide: "pay" },
  {
    name: "plan",
    role: "comp_analyst",
    entry: { from: "/incentives/plans", follow: 'main a[href^="/incentives/plans/"]:not([href$="/new"])' },
    guide: "plans",
  },
  { name: "import", role: "administrator", entry: "/facts/import", guide: "imports" },
  { name: "facts", role: "administrator", entry: "/facts", guide: "imports" },
  { name: "week", role: "sales_manager", entry: "/coaching", guide: "coaching" },
  { name: "figure", role: "kam", entry: { from: "/", follow: 'main a[href^="/figures/"]' }, guide: "figures" },
  { name: "search", role: "administrator", entry: "/search?q=nor", guide: "finding" },
  { name: "alerts", role: "sales_manager", entry: "/alerts", guide: "alerts" },
  { name: "jobs", role: "administrator", entry: "/jobs", guide: "jobs" },
  { name: "users", role: "administrator", entry: "/users", guide: "people-and-rights" },
  { name: "reference", role: "administrator", entry: "/api/accounts", guide: "api" },
];
