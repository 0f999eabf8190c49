// What every page must show in a real browser. Each check gives sentences about what is wrong; none means all is well.

import { atRest } from "./visitor.mjs";

export const widths = [360, 1280];
export const themes = ["light", "dark"];
/** The most a first visit may transfer, fonts and style included. */
export const bytesMax = 100 * 1024;

/** Everything about one page: both widths, both themes, with script and without. */
export async function faults(visitor, path) {
  const found = [];
  for (const width of widths) {
    await visitor.on(path, { width }, async (seen) => {
      found.push(...quiet(seen), ...light(seen), ...(await narrowEnough(seen.page)).map((fault) => `${width} px: ${fault}`));
      for (const theme of themes) {
        await seen.page.emulateMedia({ colorScheme: theme });
        await atRest(seen.page);
        found.push(...(await accessible(seen.page)).map((fault) => `${width} px, ${theme}: ${fault}`));
      }
    });
  }
  await visitor.on(path, { script: false }, async (seen) => {
    found.push(...(await readable(seen)).map((fault) => `without script: ${fault}`));
  });
  return [...new Set(found)];
}

/** axe finds no violation. */
export async function accessible(page) {
  const violations = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ["violations"] })).violations);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `axe ${id}: ${help}; at ${target.join(" ")}; ${failureSummary.replace(/\s+/g, " ")}`),
  );
}

/** Nothing makes the page scroll sideways; what does is named. */
export async function narrowEnough(page) {
  return page.evaluate(() => {
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= room) return [];
    const spills = (element) => element.scrollWidth > element.clientWidth && getComputedStyle(element).overflowX === "visible";
    const beyond = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > room + 1 || (element.clientWidth > 0 && spills(element)),
    );
    const names = beyond.map((element) => element.tagName.toLowerCase() + [...element.classList].map((name) => `.${name}`).join(""));
    return [`scrolls sideways because of ${[...new Set(names)].slice(0, 8).join(", ") || "the page itself"}`];
  });
}

/** The browser had nothing to complain about: no error, no refused script or style, nothing missing. */
export function quiet({ status, problems }) {
  return status === 200 ? problems : [`answered with ${status}`, ...problems];
}

/** The first visit transfers little. */
export function light({ bytes }) {
  return bytes < bytesMax ? [] : [`the first visit transfers ${bytes} bytes; ${bytesMax} is the most`];
}

/** The page can be read: answered, with its main heading in sight. */
export async function readable({ page, status }) {
  if (status !== 200) return [`answered with ${status}`];
  const heading = page.locator("h1").first();
  return (await heading.isVisible()) ? [] : ["the main heading is not in sight"];
}

/** The page's links into the house that are answered with an error. */
export async function deadLinks(visitor, path, known) {
  return visitor.on(path, {}, async ({ page }) => {
    const links = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((link) => link.href.split("#")[0]));
    const own = [...new Set(links)].filter((link) => link.startsWith(visitor.origin) && !known.has(link));
    const dead = [];
    for (const link of own) {
      known.add(link);
      const answer = await page.context().request.get(link);
      if (answer.status() >= 400) dead.push(`links to ${link.slice(visitor.origin.length)}, which is answered with ${answer.status()}`);
    }
    return dead;
  });
}
