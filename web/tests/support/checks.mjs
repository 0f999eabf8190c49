// What every page must show in a real browser. Each check gives sentences about what is wrong; none means all is well.

import { atRest } from "./visitor.mjs";

export const widths = [360, 1280];
export const themes = ["light", "dark"];
/** The most a first visit may transfer, fonts and style included. */
export const bytesMax = 100 * 1024;

/**
 * Everything about one page: at every width, light and dark, with script and without, by keyboard, and where its links lead.
 * An error page is answered with its `status`; links in `known` have been followed before.
 */
export async function faults(visitor, path, { status = 200, known = new Set() } = {}) {
  const found = [];
  await visitor.on(path, { width: widths[0] }, async (seen) => {
    const { page } = seen;
    found.push(...quiet(seen, status), ...light(seen));
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        await atRest(page);
        const rules = theme === themes[0] ? undefined : ofColour;
        found.push(...(await accessible(page, rules)).map((fault) => `${width} px, ${theme}: ${fault}`));
      }
      found.push(...(await narrowEnough(page)).map((fault) => `${width} px: ${fault}`));
    }
    found.push(...(await reachable(page)));
    found.push(...quiet(seen, status));
  });
  await visitor.on(path, { script: false }, async (seen) => {
    found.push(...(await readable(seen, status)).map((fault) => `without script: ${fault}`));
    found.push(...(await deadLinks(visitor, seen.page, known)));
  });
  return [...new Set(found)];
}

/** The rules that see colour: of the second theme nothing else can differ. */
const ofColour = ["color-contrast", "link-in-text-block"];

/** axe finds no violation. */
export async function accessible(page, rules) {
  const violations = await page.evaluate(async (only) => {
    const options = { resultTypes: ["violations"], ...(only && { runOnly: { type: "rule", values: only } }) };
    return (await globalThis.axe.run(document, options)).violations;
  }, rules);
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
  // A date has a stop for each of its parts, and a page that opens with a field focused is gone round once.
  const dates = await page.locator("input[type=date]").count();
  for (let pressed = 0; pressed <= stops + 4 * dates + 1; pressed += 1) await page.keyboard.press("Tab");
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
export async function deadLinks(visitor, page, known) {
  const links = await page.evaluate(() => [...document.querySelectorAll("a[href]")].map((link) => link.href.split("#")[0]));
  const here = page.url().split("#")[0];
  const own = [...new Set(links)].filter((link) => link.startsWith(visitor.origin) && link !== here && !known.has(link));
  const dead = [];
  for (const link of own) {
    known.add(link);
    const answer = await page.context().request.get(link);
    if (answer.status() >= 400) dead.push(`links to ${link.slice(visitor.origin.length)}, which is answered with ${answer.status()}`);
  }
  return dead;
}
