// What people come for, from end to end in a real browser: a figure down to its order, a period from calculation to approval,
// a file from its first mistake to its last row, a user from an administrator's form to their own password.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { pathOf } from "./paths.mjs";
import { accessible, deadLinks } from "./support/checks.mjs";
import { openScene } from "./support/scene.mjs";
import { Visitor } from "./support/visitor.mjs";

let house;
let browser;
let close;

before(async () => {
  ({ house, browser, close } = await openScene());
});

after(() => close?.());

const signIn = (role) => Visitor.signIn(browser, house.origin, house.accounts.find((account) => account.role === role));

/** Presses Tab until the focus is on a control that fits; a page that never gets there has no way for the keyboard. */
async function tabTo(page, fits, words) {
  for (let pressed = 0; pressed < 200; pressed += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate(fits)) return;
  }
  assert.fail(`the keyboard does not come to ${words}`);
}

/** Presses Enter on the focused link and waits for the page it leads to. */
async function follow(page) {
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
}

/** Sends the form of a button, as a reader without script does. */
async function press(page, button) {
  const [answer] = await Promise.all([page.waitForResponse((response) => response.request().method() === "POST"), button.click()]);
  await page.waitForLoadState();
  assert.ok(answer.status() < 400, `${answer.url()} was answered with ${answer.status()}: ${await page.locator("main").innerText()}`);
}

test("an account manager follows a figure of the statement down to an order, by keyboard alone", async () => {
  const kam = await signIn("kam");
  await kam.on("/", {}, async ({ page, problems }) => {
    // `g` and a letter is the quick way to a page; the statement is reached from home by its link as well.
    await tabTo(page, () => document.activeElement.matches('main a[href^="/incentives/statements/"]'), "the statement");
    await follow(page);
    await tabTo(page, () => document.activeElement.matches('main table a[href*="why="]'), "a figure");
    const figure = await page.evaluate(() => document.activeElement.textContent.trim());
    await follow(page);
    assert.ok((await page.locator(".why").innerText()).includes(figure), "the panel opens with the figure that was asked");
    assert.equal(await page.locator('main a[aria-expanded="true"]').count(), 1, "the figure says that it is open");
    await tabTo(page, () => document.activeElement.matches('.why a[href*="account="]'), "an account behind the figure");
    await follow(page);
    const orders = page.locator(".why table").filter({ hasText: /(INV|ORD|CON)-\d\d-\d{5}/ });
    assert.ok(await orders.first().isVisible(), "the orders of the account are in sight");
    assert.deepEqual(await accessible(page), []);
    assert.deepEqual(problems, []);
  });
});

test("the thread of a figure is seen whole at every width, also where the columns need more room than there is", async () => {
  const analyst = await signIn("comp_analyst");
  const statement = { from: "/incentives", follow: 'main a[href*="/incentives/statements/"]:not([href*="csv"])' };
  const why = await pathOf(analyst, { from: statement, follow: 'main .ledger.many a[href*="why="]' });
  await analyst.on(why, {}, async ({ page }) => {
    const scrolling = [];
    for (let width = 900; width <= 1300; width += 20) {
      await page.setViewportSize({ width, height: 800 });
      const [beyond, scrolls] = await page.evaluate(() => {
        const [panel, ledger] = [document.querySelector(".why.row"), document.querySelector(".ledger.many:has(.why.row)")];
        ledger.scrollLeft = 0;
        return [panel.getBoundingClientRect().right - ledger.getBoundingClientRect().right, ledger.scrollWidth > ledger.clientWidth];
      });
      assert.ok(beyond < 1, `at ${width} px the thread is cut by ${beyond} px`);
      if (scrolls) scrolling.push(width);
    }
    assert.ok(scrolling.length > 0, "the columns have room at every width, so that nothing was tried");
  });
});

test("an analyst closes a period and calculates the next, and a director approves it, without script", async () => {
  const [analyst, director] = await Promise.all([signIn("comp_analyst"), signIn("ka_director")]);
  // Two plans call their periods the same; the first is the one in euros.
  const stateOn = (page) => page.locator("main tr", { hasText: "Q4 2026" }).first();
  await director.on("/incentives/periods", { script: false }, async ({ page: approving }) => {
    await analyst.on("/incentives/periods", { script: false }, async ({ page }) => {
      // The quarter before is approved; only when it is closed for ever does the next one stand on firm ground.
      await page.goto(new URL(await page.locator('main a[href$="/2026-P03/closing"]').first().getAttribute("href"), house.origin).href);
      assert.match(await page.locator("h1").innerText(), /Q3 2026 of kam-2025/, "the page says of which plan");
      await page.getByLabel("The period's name").fill("2026-P03");
      await press(page, page.getByRole("button", { name: "Close for ever" }));
      await page.goto(`${house.origin}/incentives/periods`);
      assert.match(await page.locator("main tr", { hasText: "Q3 2026" }).first().innerText(), /Closed/);

      const run = stateOn(page).locator('a[href^="/incentives/runs/"]');
      const before = await run.getAttribute("href");
      await press(page, stateOn(page).getByRole("button", { name: "Calculate" }));
      await page.goto(`${house.origin}/incentives/periods`);
      assert.notEqual(await run.getAttribute("href"), before, "there is a new run");
      assert.match(await stateOn(page).innerText(), /Calculated/);
      assert.equal(await stateOn(page).getByRole("button", { name: "Approve" }).count(), 0, "whoever calculates does not approve");

      await approving.reload();
      await press(approving, stateOn(approving).getByRole("button", { name: "Approve" }));
      await approving.goto(`${house.origin}/incentives/periods`);
      assert.match(await stateOn(approving).innerText(), /Approved/);
      await page.reload();
      assert.match(await stateOn(page).innerText(), /Approved/, "the analyst sees it approved");
    });
  });
});

const wrongRow = [
  "source,document,date,account,amount,currency,seller,kind",
  "crm,NEW-1,2026-11-02,A-1001,1250.00,EUR,HI-101,order",
  "crm,NEW-2,2026-11-03,A-1001,twelve,EUR,HI-101,order",
  "crm,NEW-3,2026-11-04,A-1001,900.50,EUR,HI-101,order",
  "",
].join("\n");

test("an administrator tries a file with a wrong row, reads what is wrong with it, and imports the rest", async () => {
  const administrator = await signIn("administrator");
  await administrator.on("/facts/import", { script: false }, async ({ page }) => {
    await page.locator("input[name=files]").setInputFiles({ name: "november.csv", mimeType: "text/csv", buffer: Buffer.from(wrongRow) });
    await press(page, page.getByRole("button", { name: "Try it first" }));
    const refused = await page.locator("#refused tbody tr").innerText();
    for (const said of [/november\.csv/, /\b3\b/, /amount/, /twelve/, /number/i]) assert.match(refused, said);
    assert.equal(await page.locator("#refused tbody tr").count(), 1, "one row is refused");
    assert.match(await page.locator("h1").innerText(), /2 new/);
    assert.deepEqual(await deadLinks(administrator, page, new Set()), [], "the refused row can be taken away as a file");
    await press(page, page.getByRole("button", { name: "Import", exact: true }));
    assert.match(await page.locator("h1").innerText(), /2 new/);
    assert.match(await page.locator("main .head").innerText(), /Kept/);
  });
  await administrator.on("/accounts?q=A-1001", { script: false }, async ({ page }) => {
    await page.locator('main table a[href^="/accounts/"]').first().click();
    assert.match(await page.locator("main").innerText(), /NEW-3/, "the order stands on the account's page");
  });
});

test("an administrator adds a user, who sets a password through the one-time link", async () => {
  const administrator = await signIn("administrator");
  const password = "a long enough sentence for a password";
  let link;
  await administrator.on("/users/new", { script: false }, async ({ page }) => {
    await page.getByLabel("Login").fill("tove");
    await page.getByLabel("Name").fill("Tove Lindqvist");
    await page.getByLabel("Auditor").check();
    await press(page, page.getByRole("button", { name: "Add" }));
    const shown = new URL(await page.locator('a[href*="/sign-in/link?token="]').getAttribute("href"));
    assert.equal(shown.origin, house.origin, "the link is whole, so that it can be handed on");
    link = shown.pathname + shown.search;
  });
  const stranger = new Visitor(browser, house.origin);
  await stranger.on(link, {}, async ({ page }) => {
    assert.deepEqual(await accessible(page), []);
    for (const field of await page.locator("input[type=password]").all()) await field.fill(password);
    await press(page, page.locator("main button[type=submit]"));
  });
  const tove = await Visitor.signIn(browser, house.origin, { login: "tove", password, role: "auditor" });
  await tove.on("/", {}, async ({ page, status }) => {
    assert.equal(status, 200);
    assert.match(await page.locator("body").innerText(), /Tove Lindqvist/);
  });
  await stranger.on(link, { script: false }, async ({ status }) => {
    assert.equal(status, 422, "the link works once");
  });
});

test("a statement, a record and an account are taken away as papers, and their tables as workbooks", async () => {
  const lead = await signIn("sales_manager");
  const pages = [
    ["/incentives", 'main table a[href*="/incentives/statements/"]'],
    ["/coaching", 'main a[href^="/coaching/people/"]'],
    ["/accounts", 'main table a[href^="/accounts/"]'],
  ];
  for (const [from, link] of pages) {
    await lead.on(from, {}, async ({ page }) => {
      await page.goto(new URL(await page.locator(link).first().getAttribute("href"), page.url()).href);
      const paper = page.locator('main a[href*=".pdf"]');
      const address = new URL(await paper.getAttribute("href"), page.url());
      for (const [asked, width] of [["a4", "595."], ["letter", "612"]]) {
        address.searchParams.set("paper", asked);
        const answer = await page.context().request.get(address.href);
        assert.equal(answer.status(), 200, address.href);
        assert.equal(answer.headers()["content-type"], "application/pdf");
        assert.match(answer.headers()["content-disposition"], /^attachment; filename="[\w.-]+\.pdf"/);
        const bytes = (await answer.body()).toString("latin1");
        assert.ok(bytes.startsWith("%PDF-1.7"), "the file is a PDF");
        assert.ok(bytes.includes("/StructTreeRoot") && bytes.includes("pdfuaid:part"), `${address.pathname} is tagged and claims PDF/UA`);
        assert.ok(bytes.includes("/FontFile"), "its fonts are inside");
        assert.ok(bytes.includes(`/MediaBox[0 0 ${width}`), `the paper is ${asked}`);
      }
      const book = page.locator('main .files a[href*=".xlsx"]').first();
      const answer = await page.context().request.get(new URL(await book.getAttribute("href"), page.url()).href);
      assert.equal(answer.status(), 200);
      assert.equal((await answer.body()).subarray(0, 2).toString(), "PK", "the file is a workbook");
    });
  }
});
