// The pictures of the guide are of pages that still stand, each where the guide shows it. `npm run pictures` makes them anew.

import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { pathOf } from "./paths.mjs";
import { pictures, size } from "./support/pictures.mjs";
import { openScene } from "./support/scene.mjs";
import { Visitor } from "./support/visitor.mjs";

const guide = fileURLToPath(new URL("../../docs/guide/", import.meta.url));
const folder = `${guide}pictures/`;
const accepts = process.env.MAINSTAY_ACCEPT === "1";

let house;
let browser;
let close;

before(async () => {
  ({ house, browser, close } = await openScene());
  await mkdir(folder, { recursive: true });
});

after(() => close?.());

/** The width and height that a PNG says of itself. */
const sizeOf = (png) => [png.readUInt32BE(16), png.readUInt32BE(20)];

async function taken({ role, entry, at }) {
  const visitor = await Visitor.signIn(browser, house.origin, house.accounts.find((account) => account.role === role));
  const path = await pathOf(visitor, entry);
  return visitor.on(path, { width: size.width }, async ({ page, status, problems }) => {
    assert.deepEqual([status, problems], [200, []], path);
    await page.setViewportSize(size);
    if (at) await page.locator(at).first().scrollIntoViewIfNeeded();
    return page.screenshot();
  });
}

test("every picture of the guide is of a page that stands", async (t) => {
  for (const picture of pictures) {
    await t.test(picture.name, async () => {
      const now = await taken(picture);
      const file = `${folder}${picture.name}.png`;
      if (accepts) await writeFile(file, now);
      assert.deepEqual(sizeOf(await readFile(file)), sizeOf(now), "made at another size: run `npm run pictures`");
    });
  }
});

test("the guide shows each picture once, in words too, and no other", async () => {
  const shown = [];
  for (const name of (await readdir(guide)).filter((name) => name.endsWith(".md"))) {
    const words = await readFile(guide + name, "utf8");
    for (const [, alternative, picture] of words.matchAll(/!\[([^\]]*)\]\(pictures\/([a-z-]+)\.png\)/g)) {
      assert.ok(alternative.length > 20, `${name}: ${picture} needs words for whoever does not see it`);
      shown.push(`${name.replace(".md", "")}: ${picture}`);
    }
  }
  assert.deepEqual(shown.sort(), pictures.map(({ name, guide }) => `${guide}: ${name}`).sort());
  assert.deepEqual((await readdir(folder)).sort(), pictures.map(({ name }) => `${name}.png`).sort());
});
