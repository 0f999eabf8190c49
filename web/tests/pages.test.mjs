// Every listed page, as each role sees it, holds what checks.mjs demands of a page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathOf, pathsOf, statusOf } from "./paths.mjs";
import { faults } from "./support/checks.mjs";
import { openScene } from "./support/scene.mjs";
import { Visitor } from "./support/visitor.mjs";

let house;
let browser;
let close;
let visits;

before(async () => {
  ({ house, browser, close } = await openScene());
  const roles = new Map(house.accounts.map((account) => [account.role, account]));
  const signedIn = await Promise.all([...roles.values()].map((account) => Visitor.signIn(browser, house.origin, account)));
  visits = [new Visitor(browser, house.origin), ...signedIn].flatMap((visitor) => pathsOf(visitor.name).map((entry) => ({ visitor, entry })));
});

after(() => close?.());

const name = (entry) => (typeof entry === "string" ? entry : (entry.at ?? `${name(entry.from)} → ${entry.follow}`));

test("every page holds up in a real browser, and no link leads nowhere", { concurrency: 3 }, async (t) => {
  const known = new Map();
  const knownOf = (visitor) => known.get(visitor) ?? known.set(visitor, new Set()).get(visitor);
  await Promise.all(
    visits.map(({ visitor, entry }) =>
      t.test(`${visitor.name}: ${name(entry)}`, async () => {
        const path = await pathOf(visitor, entry);
        assert.deepEqual(await faults(visitor, path, { status: statusOf(entry), known: knownOf(visitor) }), []);
      }),
    ),
  );
});
