// The checks find what they are for: tried on a house of three small pages, one of them faulty in every way.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { faults } from "./support/checks.mjs";
import { openHouse } from "./support/house.mjs";
import { openScene } from "./support/scene.mjs";
import { Visitor } from "./support/visitor.mjs";

const example = fileURLToPath(new URL("support/example.mjs", import.meta.url));
let house;
let browser;
let close;
let ann;

before(async () => {
  ({ house, browser, close } = await openScene([process.execPath, example]));
  ann = await Visitor.signIn(browser, house.origin, house.accounts[0]);
});

after(() => close?.());

test("the house tells who can sign in", () => {
  assert.deepEqual(house.accounts, [{ login: "ann", password: "secret", role: "account manager" }]);
});

test("a sound page has no faults", async () => {
  assert.deepEqual(await faults(ann, "/"), []);
});

test("each fault of a page is found", async () => {
  const found = (await faults(ann, "/faulty")).join("\n");
  for (const wanted of [
    /360 px, light: axe image-alt/,
    /1280 px, light: axe image-alt/,
    /1280 px, dark: axe color-contrast/,
    /the keyboard does not reach <a/,
    /the focus is not seen on <button/,
    /360 px: scrolls sideways because of .*p\.wide/,
    /console: .*Content Security Policy/,
    /the first visit transfers 1\d{5} bytes/,
    /without script: the main heading is not in sight/,
  ]) {
    assert.match(found, wanted);
  }
});

test("a page that is not there is a fault, and so is a link to it", async () => {
  assert.ok((await faults(ann, "/gone")).includes("answered with 404"));
  assert.deepEqual(await faults(ann, "/gone", { status: 404 }), []);
  assert.ok((await faults(ann, "/faulty")).includes("links to /gone, which is answered with 404"));
});

test("a program that ends before it is ready is named with its last words", async () => {
  await assert.rejects(openHouse([process.execPath, "--eval", "console.error('no room'); process.exit(3)", "--"]), /ended \(3\).*no room/s);
});
