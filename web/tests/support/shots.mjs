// `npm run shots`: every listed page at three widths, light and dark, as pictures in `screenshots/` beside the source tree's other folders.
// Arguments choose: `npm run shots -- incentives` takes only the pages whose path holds the word.

import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { pathOf, pathsOf } from "../paths.mjs";
import { openHouse } from "./house.mjs";
import { openBrowser, Visitor } from "./visitor.mjs";

const folder = fileURLToPath(new URL("../../../screenshots/", import.meta.url));
const wanted = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const [house, browser] = await Promise.all([openHouse(), openBrowser()]);
try {
  const roles = new Map(house.accounts.map((account) => [account.role, account]));
  const visitors = [new Visitor(browser, house.origin)];
  for (const account of roles.values()) visitors.push(await Visitor.signIn(browser, house.origin, account));
  for (const visitor of visitors) {
    for (const entry of pathsOf(visitor.name)) {
      const path = await pathOf(visitor, entry);
      if (wanted.length === 0 || wanted.some((word) => path.includes(word))) await shoot(visitor, entry, path);
    }
  }
} finally {
  await Promise.all([house.stop(), browser.close()]);
}

async function shoot(visitor, entry, path) {
  // An address with an id is named after the page it was found on, so that pictures of two runs compare.
  const named = (of) => (typeof of === "string" ? of : (of.at ?? `${named(of.from)}-one`));
  const words = named(entry);
  const name = `${visitor.name}${words}`.replace(/[^a-z0-9]+/gi, "-").replace(/-$/, "");
  for (const width of [360, 1280, 1920]) {
    for (const theme of ["light", "dark"]) {
      await visitor.on(path, { width, theme }, ({ page }) => page.screenshot({ path: `${folder}${name}-${width}-${theme}.png`, fullPage: true }));
    }
  }
  console.log(`${visitor.name} ${path}`);
}
