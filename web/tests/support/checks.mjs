// What every page must show in a real browser. Each check gives sentences about what is wrong; none means all is well.

import { atRest } from "./visitor.mjs";

export const widths = [360, 1280];
export const themes = ["light", "dark"];
/** The most a first visit may transfer, fonts and style included. */
export const bytesMax = 100 * 1024;

/** Everything about one page: both widths, both themes, with script and without. An error page is answered with its `status`. */
export async function faults(visitor, path, status = 200) {
  const found = [];
  for (const width of widths) {
    await visitor.on(path, { width }, async (seen) => {
      found.push(...quiet(seen, status), ...light(seen), ...(await narrowEnough(seen.page)).map((fault) => `${width} px: ${fault}`));
      for (const theme of themes) {
        await seen.page.emulateMedia({ colorScheme: theme });
        await atRest(seen.page);
        found.push(...(await accessible(seen.page)).map((fault) => `${width} px, ${theme}: ${fault}`));
      }
      found.push(...(await reachable(seen.page)).map((fault) => `${width} px: ${fault}`));
    });
  }
  await visitor.on(path, { script: false }, async (seen) => {
    found.push(...(await readable(seen, status)).map((fault) => `without script: ${fault}`));
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

/** The keyboard reaches every control in sight, and the focus is seen on each. */
export async function reachable(page) {
  const stops = await page.evaluate(() => {
    const controls = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")];
    const inSight = controls.filter((control) => !control.disabled && control.tabIndex >= 0 && control.checkVisibility({ visibilityProperty: true }));
    // Of a group of radio buttons the keyboard stops at one; the arrows reach the others.
    const group = (control) => inSight.filter(({ type, name, form }) => type === "radio" && name === control.name && form === control.form);
    const stopOf = (control) => group(control).find(({ checked }) => checked) ?? group(control)[0];
    globalThis.stops = inSight.filter((control) => control.type !== "radio" || control === stopOf(control));
    globalThis.reached = new Set();
    globalThis.unseen = new Set();
    document.addEventListener("focusin", ({ target }) => {
      globalThis.reached.add(target);
      const drawn = [target, target.nextElementSibling].some((element) => element && getComputedStyle(element).outlineStyle !== "none");
      if (!drawn) globalThis.unseen.add(target);
    });
    return globalThis.stops.length;
  });
  // One more than there are: a page that opens with its first field focused is gone round once.
  for (let pressed = 0; pressed <= stops + 1; pressed += 1) await page.keyboard.press("Tab");
  return page.evaluate(() => {
    const name = (element) => element.outerHTML.slice(0, 120);
    const missed = globalThis.stops.filter((control) => !globalThis.reached.has(control));
    return [
      ...missed.map((control) => `the keyboard does not reach ${name(control)}`),
      ...[...globalThis.unseen].map((control) => `the focus is not seen on ${name(control)}`),
    ];
  });
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
export function quiet(seen, status = 200) {
  // The browser complains of every error page; where one is meant, that complaint says nothing.
  const problems = status === 200 ? seen.problems : seen.problems.filter((problem) => !problem.includes(`the server responded with a status of ${status}`));
  return seen.status === status ? problems : [`answered with ${seen.status}`, ...problems];
}

/** The first visit transfers little. */
export function light({ bytes }) {
  return bytes < bytesMax ? [] : [`the first visit transfers ${bytes} bytes; ${bytesMax} is the most`];
}

/** The page can be read: answered, with its main heading in sight. */
export async function readable({ page, status }, wanted = 200) {
  if (status !== wanted) return [`answered with ${status}`];
  const heading = page.locator("h1").first();
  return (await heading.isVisible()) ? [] : ["the main heading is not in sight"];
}

/** The page's links into the house that are answered with an error. */
export async function deadLinks(visitor, path, known) {
  return visitor.on(path, { script: false }, async ({ page }) => {
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
