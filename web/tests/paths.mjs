// The pages that are checked in a real browser, by role, and photographed by `npm run shots`.
//
// A page is a path, `{ from, follow }`: the first link on the page `from` that the selector `follow` finds, for pages whose
// address holds an id, or `{ at, status }`: a page that is answered with an error. Pages without sign-in stand under `anonymous`.
// A page stands once, under a role that sees all of it; under others only where they see something else. What no role lists, sees `everyone`.

const statement = { from: "/incentives", follow: 'main a[href*="/incentives/statements/"]:not([href*="csv"])' };
export const why = (from) => ({ from, follow: 'main table a[href*="why="]' });
const user = { from: "/users", follow: 'main table a[href^="/users/"]' };
export const account = { from: "/accounts", follow: 'main table a[href^="/accounts/"]' };
const person = { from: "/staff", follow: 'main table a[href^="/staff/"]' };
const policy = { from: "/policies", follow: 'main a[href^="/policies/"]' };
const coachee = { from: "/coaching", follow: 'main a[href^="/coaching/people/"]' };
const session = { from: "/coaching/sessions", follow: 'main table a[href^="/coaching/sessions/"]:not([href*="csv"])' };
const pair = { from: "/currencies", follow: 'main table a[href^="/currencies/"]' };
const run = { from: "/incentives/periods", follow: 'main a[href^="/incentives/runs/"]' };

const noted = { from: "/search?q=maintenance", follow: 'main a[href^="/notes/"]:not([href*="tasks"])' };
const told = { from: "/accounts?q=A-1001", follow: 'main table a[href^="/accounts/"]' };
const contact = { from: told, follow: 'main table a[href^="/accounts/contacts/"]' };
const task = { from: told, follow: 'main a[href^="/notes/tasks/"]:not([href*="new"])' };

export const everyone = ["/"];

export const paths = {
  anonymous: [
    "/sign-in",
    { at: "/sign-in/link", status: 422 },
    { at: "/no-such-page", status: 404 },
  ],
  administrator: [
    "/",
    "/accounts",
    "/accounts?q=norr",
    "/accounts?q=nobody-is-called-this",
    account,
    "/accounts/new",
    "/accounts/unplaced",
    { from: "/accounts/unplaced", follow: 'main table a[href^="/accounts/contacts/"]' },
    contact,
    { from: contact, follow: 'main a[href$="/history"]' },
    { from: account, follow: 'main a[href$="/edit"]' },
    { from: account, follow: 'main a[href$="/history"]' },
    "/staff",
    person,
    "/staff/new",
    { from: person, follow: 'main a[href$="/edit"]' },
    { from: person, follow: 'main a[href$="/history"]' },
    { from: person, follow: 'main a[href^="/staff/assignments/new"]' },
    "/facts",
    "/facts/import",
    "/facts/profiles",
    { from: "/facts", follow: 'main table a[href^="/facts/"]' },
    "/policies",
    policy,
    "/users",
    user,
    "/users/new",
    "/jobs",
    "/jobs?state=failed",
    { from: "/jobs", follow: 'main table a[href^="/jobs/"]' },
    "/search",
    "/search?q=nor",
    "/search?q=nor&kind=accounts",
    "/search?q=nobody-is-called-this",
    "/views",
    { from: "/views", follow: 'main table a[href^="/views/"]' },
    { from: "/views", follow: 'main table a[href*="view="]' },
    "/accounts?sort=-name",
    "/notifications",
    told,
    noted,
    task,
    { from: noted, follow: 'main a[href^="/notes/tasks/new"]' },
    "/sessions",
    "/tokens",
    "/api",
    "/api/accounts",
    "/api/incentives",
    "/password",
    "/design",
    "/alerts",
    "/products",
    "/products?q=nobody-sells-this",
    "/currencies",
    pair,
    "/calendars",
    { at: "/incentives", status: 403 },
  ],
  comp_analyst: [
    "/",
    "/incentives",
    statement,
    "/incentives/periods",
    { from: "/incentives/periods", follow: 'main a[href$="/closing"]' },
    run,
    "/incentives/plans",
    { from: "/incentives/plans", follow: 'main a[href^="/incentives/plans/"]:not([href$="/new"])' },
    "/incentives/plans/new",
    "/facts",
    policy,
  ],
  ka_director: ["/", "/incentives/periods"],
  hr_partner: ["/", "/incentives"],
  auditor: ["/", "/facts", "/users"],
  second_line_manager: ["/", "/incentives", "/coaching", "/coaching/programme"],
  programme_lead: ["/", "/coaching/programme", "/coaching/forms"],
  sales_manager: [
    "/",
    "/alerts",
    { from: "/alerts", follow: 'main a[href^="/alerts/"]' },
    "/incentives",
    statement,
    "/coaching",
    "/coaching?light=1",
    "/coaching?light=2",
    "/coaching?order=why",
    "/coaching/sessions",
    "/coaching/sessions?q=nobody-is-called-this",
    "/coaching/sessions/new",
    { from: "/coaching/sessions/new", follow: 'main a[href*="coachee="]' },
    session,
    { from: session, follow: 'main a[href$="/edit"]' },
    coachee,
    { from: coachee, follow: 'main a[href$="/appointment"]' },
    { from: coachee, follow: 'main a[href^="/coaching/appointments/"]' },
    "/coaching/calendar",
  ],
  kam: [
    "/",
    "/search?q=n",
    "/notifications",
    "/jobs",
    "/tokens",
    "/coaching",
    session,
    "/incentives",
    why("/incentives"),
    { from: why("/incentives"), follow: 'main .why a[href*="account="]' },
    "/accounts",
    account,
    "/notes",
    "/notes/tasks",
    "/notes/tasks?state=done",
    "/staff",
    person,
    { at: "/users", status: 403 },
    { at: "/no-such-page", status: 404 },
  ],
  team_member: ["/", "/incentives"],
};

/** The pages of a role. */
export function pathsOf(role) {
  return paths[role] ?? everyone;
}

/** The status an entry is answered with when all is well. */
export function statusOf(entry) {
  return entry.status ?? 200;
}

/** The path of an entry, found by following its link where it is not written out. */
export async function pathOf(visitor, entry) {
  if (typeof entry === "string") return entry;
  if (entry.at) return entry.at;
  const from = await pathOf(visitor, entry.from);
  const known = followed.get(visitor) ?? followed.set(visitor, new Map()).get(visitor);
  const step = `${from} ${entry.follow}`;
  if (!known.has(step)) known.set(step, linkOn(visitor, from, entry.follow));
  return known.get(step);
}

/** Where links led, by visitor: pages that are reached over the same page ask for it once. */
const followed = new WeakMap();

function linkOn(visitor, from, selector) {
  return visitor.on(from, { script: false }, async ({ page }) => {
    const link = page.locator(selector).first();
    if ((await link.count()) === 0) throw new Error(`${from} has no link ${selector} for ${visitor.name}`);
    const url = new URL(await link.getAttribute("href"), visitor.origin + from);
    return url.pathname + url.search;
  });
}
