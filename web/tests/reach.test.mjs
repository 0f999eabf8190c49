// How people reach things: the palette and its keys, search, saved views and notifications, in a real browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible } from "./support/checks.mjs";
import { openScene } from "./support/scene.mjs";
import { Visitor } from "./support/visitor.mjs";

let house;
let browser;
let close;
let administrator;
let kam;

const account = (role) => house.accounts.find((known) => known.role === role);

before(async () => {
  ({ house, browser, close } = await openScene());
  [administrator, kam] = await Promise.all(["administrator", "kam"].map((role) => Visitor.signIn(browser, house.origin, account(role))));
});

after(() => close?.());

const options = (page) => page.locator("#palette [role=option]");
const chosen = (page) => page.locator("#palette [aria-selected=true]");

/** Does something that leads to another page, and waits for it. */
async function leads(page, act) {
  await Promise.all([page.waitForEvent("load"), act()]);
  return new URL(page.url()).pathname;
}

test("the palette opens over any page, finds records as one types, and opens them by keyboard alone", async () => {
  await administrator.on("/jobs", {}, async ({ page, problems }) => {
    await page.keyboard.press("Control+k");
    const field = page.locator("#palette-field");
    assert.ok(await field.evaluate((at) => at === document.activeElement), "the field has the focus");
    assert.ok((await options(page).count()) > 10, "pages and acts are there at once");
    assert.deepEqual(await accessible(page), []);
    const [answer] = await Promise.all([page.waitForResponse((got) => got.url().includes("/api/v1/search")), page.keyboard.type("norr")]);
    assert.equal(answer.status(), 200);
    await options(page).filter({ hasText: "Norr" }).first().waitFor();
    assert.deepEqual(await accessible(page), []);
    assert.equal(await field.getAttribute("aria-activedescendant"), await chosen(page).getAttribute("id"));
    const first = await chosen(page).getAttribute("id");
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await chosen(page).getAttribute("id"), first);
    await page.keyboard.press("ArrowUp");
    assert.equal(await chosen(page).getAttribute("id"), first);
    assert.match(await leads(page, () => page.keyboard.press("Enter")), /^\/accounts\/[0-9a-f-]{36}$/);
    assert.deepEqual(problems, []);
  });
});

test("one Escape closes the palette, also with words in it", async () => {
  await administrator.on("/jobs", {}, async ({ page }) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("norr");
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#palette").evaluate((palette) => palette.open), false);
  });
});

test("a list is sorted on a phone, without script and within what was asked", async () => {
  await kam.on("/accounts?q=nor", { width: 360, phone: true, script: false }, async ({ page }) => {
    const names = () => page.locator("main table tbody tr td:first-child").allInnerTexts();
    const before = await names();
    assert.ok(before.length > 1, "several accounts answer");
    await page.getByLabel("Sort by").selectOption("-name");
    await leads(page, () => page.getByRole("button", { name: "Filter" }).click());
    assert.equal(new URL(page.url()).searchParams.get("q"), "nor");
    assert.deepEqual(await names(), before.toReversed());
  });
  await kam.on("/accounts", { width: 1280 }, async ({ page }) => {
    assert.equal(await page.getByLabel("Sort by").isVisible(), false, "the heads sort where there are heads");
  });
});

test("an error leads back to where one came from and to the list above", async () => {
  await kam.on("/jobs", {}, async ({ page }) => {
    await page.evaluate(() => {
      document.querySelector("main").insertAdjacentHTML("afterbegin", '<a id="gone" href="/accounts/0197c9a0-6f4e-7c11-9d3e-2b6a54f0c1d2">gone</a>');
    });
    await leads(page, () => page.locator("#gone").click());
    assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Not found");
    assert.equal(await page.locator("main").getByRole("link", { name: "Accounts" }).getAttribute("href"), "/accounts");
    assert.equal(await leads(page, () => page.getByRole("link", { name: "Go back" }).click()), "/jobs");
  });
});

test("a refused form names every wrong field and opens at the first of them", async () => {
  await administrator.on("/accounts/new", {}, async ({ page }) => {
    await page.evaluate(() => {
      document.querySelector("main form.form").noValidate = true;
    });
    await page.getByLabel("Reference").fill("NEW-1");
    await page.getByLabel("Account above").fill("Q-17");
    await leads(page, () => page.locator("main").getByRole("button", { name: "Add an account" }).click());
    assert.equal(await page.locator('[aria-invalid="true"]').count(), 2);
    assert.equal(await page.evaluate(() => document.activeElement.name), "name");
    assert.deepEqual(await accessible(page), []);
  });
});

test("what was opened is remembered for its user on this device, and signing out forgets it", async () => {
  await administrator.on("/accounts", {}, async ({ page }) => {
    const link = page.locator('main table a[href^="/accounts/"]').first();
    const name = (await link.textContent()).trim();
    await leads(page, () => link.click());
    await leads(page, () => page.goto(`${house.origin}/jobs`));
    await page.keyboard.press("Control+k");
    assert.equal((await options(page).first().locator("b").textContent()).trim(), name);
    await page.evaluate(() => {
      const kept = JSON.parse(localStorage.getItem("mainstay.opened"));
      localStorage.setItem("mainstay.opened", JSON.stringify({ ...kept, user: "somebody else" }));
    });
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    assert.notEqual((await options(page).first().locator("b").textContent()).trim(), name, "another's records are not shown");
    await page.keyboard.press("Escape");
    await page.evaluate(() => document.querySelector('form[action="/sign-out"]').dispatchEvent(new Event("submit", { cancelable: true })));
    assert.equal(await page.evaluate(() => localStorage.getItem("mainstay.opened")), null);
  });
});

test("the palette offers what the page offers, and leaves out what others may do", async () => {
  await administrator.on("/accounts", {}, async ({ page }) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("add an acc");
    assert.equal(await leads(page, () => page.keyboard.press("Enter")), "/accounts/new");
  });
  await kam.on("/accounts", {}, async ({ page }) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("add an acc");
    assert.equal(await options(page).filter({ hasText: "Add an account" }).count(), 0);
  });
});

test("single keys move, search and list themselves, and rest while somebody types", async () => {
  await administrator.on("/", {}, async ({ page }) => {
    await page.keyboard.press("g");
    assert.equal(await leads(page, () => page.keyboard.press("a")), "/accounts");
    await page.keyboard.press("/");
    assert.ok(await page.evaluate(() => document.activeElement.id === "search"));
    await page.keyboard.type("g?/");
    assert.equal(await page.locator("#search").inputValue(), "g?/", "keys are letters while somebody types");
    assert.equal(await page.locator("#keys:popover-open").count(), 0);
    await page.locator("#search").evaluate((at) => at.blur());
    await page.keyboard.press("?");
    await page.locator("#keys:popover-open").waitFor();
    assert.match(await page.locator("#keys").innerText(), /Accounts/);
    assert.deepEqual(await accessible(page), []);
    await page.keyboard.press("Escape");
    assert.equal(await page.locator("#keys:popover-open").count(), 0);
  });
});

test("single keys can be switched off, and stay off for their user; the palette stays", async () => {
  const visitor = await Visitor.signIn(browser, house.origin, account("hr_partner"));
  const press = async (page, words) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.press("Escape");
    await page.locator(".nav .me").click();
    await page.locator('#viewer [popovertarget="keys"]').click();
    await leads(page, () => page.getByRole("button", { name: words }).click());
  };
  await visitor.on("/staff", {}, async ({ page }) => {
    await press(page, "Switch single keys off");
    assert.equal(new URL(page.url()).pathname, "/staff", "one comes back to the page one was on");
    await page.keyboard.press("?");
    await page.keyboard.press("/");
    assert.equal(await page.locator("#keys:popover-open").count(), 0);
    assert.ok(await page.evaluate(() => document.activeElement.id !== "search"));
  });
  await visitor.on("/", {}, async ({ page }) => {
    await page.keyboard.press("?");
    assert.equal(await page.locator("#keys:popover-open").count(), 0);
    await page.keyboard.press("Control+k");
    assert.ok(await page.locator("#palette").evaluate((at) => at.open));
    await page.keyboard.press("Escape");
    await press(page, "Switch single keys on");
    await page.keyboard.press("?");
    await page.locator("#keys:popover-open").waitFor();
  });
});

test("search works without script, and accents do not matter", async () => {
  await administrator.on("/", { script: false }, async ({ page }) => {
    await page.locator("#search").fill("VASTERAS");
    assert.equal(await leads(page, () => page.locator("#search").press("Enter")), "/search");
    assert.equal(await page.locator("main h1").count(), 1);
  });
});

test("hostile words in the palette are words", async () => {
  await administrator.on("/", {}, async ({ page, problems }) => {
    await page.keyboard.press("Control+k");
    for (const words of ["<img src=x onerror=alert(1)>", "%_'\"\\", "\u202e💶", "$& $1", "x".repeat(5_000)]) {
      const answered = page.waitForResponse((got) => got.url().includes("/api/v1/search"));
      await page.locator("#palette-field").fill(words);
      assert.equal((await answered).status(), 200);
      assert.equal(await page.locator("#palette img").count(), 0);
    }
    assert.deepEqual(problems, []);
  });
});

test("a list is saved as it is seen, chosen above it, changed, and brought back after it was deleted", async () => {
  const visitor = await Visitor.signIn(browser, house.origin, account("comp_analyst"));
  await visitor.on("/products?sort=-name", { script: false }, async ({ page }) => {
    await page.getByRole("button", { name: "Save view" }).first().click();
    await page.locator("#save-view input[name=name]").fill("From the end");
    await leads(page, () => page.locator("#save-view button[type=submit]").click());
    const tab = page.locator(".views [aria-current=page]");
    assert.equal((await tab.textContent()).trim(), "From the end");
    await leads(page, () => page.getByRole("link", { name: "Edit view" }).click());
    await page.locator("input[name=name]").fill("Backwards");
    await page.locator("input[name=opens]").check();
    await leads(page, () => page.getByRole("button", { name: "Save", exact: true }).click());
    await leads(page, () => page.goto(`${house.origin}/products`));
    assert.equal((await tab.textContent()).trim(), "Backwards", "the list opens with it");
    await leads(page, () => page.locator(".views").getByRole("link", { name: "All" }).click());
    assert.equal((await tab.textContent()).trim(), "All");
    await leads(page, () => page.locator(".views").getByRole("link", { name: "Backwards" }).click());
    await leads(page, () => page.getByRole("link", { name: "Edit view" }).click());
    await leads(page, () => page.getByRole("button", { name: "Delete view" }).click());
    await leads(page, () => page.getByRole("button", { name: "Bring it back" }).click());
    assert.equal((await tab.textContent()).trim(), "Backwards");
  });
});

test("the bell says how much is new, and opening a notice reads it", async () => {
  await kam.on("/", { script: false }, async ({ page }) => {
    const bell = page.locator(".bell");
    const before = Number(await bell.locator(".n").textContent());
    assert.ok(before > 0, "a final statement is told");
    await leads(page, () => bell.click());
    const first = page.locator('main table button[name=then][value=open]').first();
    await leads(page, () => first.click());
    assert.match(new URL(page.url()).pathname, /^\/(incentives|alerts|coaching|notes|accounts)/);
    assert.equal(Number((await bell.locator(".n").count()) ? await bell.locator(".n").textContent() : 0), before - 1);
  });
});

test("a page whose reading nobody keeps is fetched when a link is about to be pressed, and no other", async () => {
  await administrator.on("/", {}, async ({ page }) => {
    const rules = await page.evaluate(async () => {
      const answer = await fetch(location.href);
      const address = answer.headers.get("speculation-rules").replaceAll('"', "");
      const found = await fetch(address);
      return { kind: found.headers.get("content-type"), rules: await found.json() };
    });
    assert.equal(rules.kind, "application/speculationrules+json");
    const [, { not }] = rules.rules.prefetch[0].where.and;
    for (const kept of ["/incentives/*", "/coaching/*", "/staff/*", "/figures/*", "/alerts/*"]) assert.ok(not.href_matches.includes(kept), kept);
  });
});
