// Every listed page, as each role sees it, holds what checks.mjs demands of a page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathOf, pathsOf } from "./paths.mjs";
import { deadLinks, faults } from "./support/checks.mjs";
import { openHouse } from "./support/house.mjs";
import { openBrowser, Visitor } from "./support/visitor.mjs";

let house;
let browser;

before(async () => {
  [house, browser] = await Promise.all([openHouse(), openBrowser()]);
});

after(async () => {
  await Promise.all([house?.stop(), browser?.close()]);
});

/** One account of each role, nobody first. */
async function visitors() {
  const roles = new Map(house.accounts.map((account) => [account.role, account]));
  const signedIn = await Promise.all([...roles.values()].map((account) => Visitor.signIn(browser, house.origin, account)));
  return [new Visitor(browser, house.origin), ...signedIn];
}

test("every page holds up in a real browser", async (t) => {
  for (const visitor of await visitors()) {
    for (const entry of pathsOf(visitor.name)) {
      const path = await pathOf(visitor, entry);
      await t.test(`${visitor.name}: ${path}`, async () => {
        assert.deepEqual(await faults(visitor, path), []);
      });
    }
  }
});

test("no link leads nowhere", async (t) => {
  for (const visitor of await visitors()) {
    const known = new Set();
    await t.test(visitor.name, async () => {
      const dead = [];
      for (const entry of pathsOf(visitor.name)) {
        const path = await pathOf(visitor, entry);
        dead.push(...(await deadLinks(visitor, path, known)).map((fault) => `${path} ${fault}`));
      }
      assert.deepEqual(dead, []);
    });
  }
});
