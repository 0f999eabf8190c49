// A coach and a coachee walk a month: the week, a session logged by thumb and by keyboard alone, the coachee's words and two taps,
// a request and its answer, a plan, the review that opens the next session. And nobody else reads a word of it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { accessible } from "./support/checks.mjs";
import { openScene } from "./support/scene.mjs";
import { Visitor } from "./support/visitor.mjs";

let house;
let browser;
let close;

before(async () => {
  ({ house, browser, close } = await openScene());
});

after(() => close?.());

const enter = (login) => Visitor.signIn(browser, house.origin, house.accounts.find((account) => account.login === login));

/** Sends a form and waits for the page it leads to. */
async function press(page, button) {
  const [answer] = await Promise.all([page.waitForResponse((response) => response.request().method() === "POST"), button.click()]);
  await page.waitForLoadState();
  assert.ok(answer.status() < 400, `${answer.url()} was answered with ${answer.status()}: ${await page.locator("main").innerText()}`);
}

/** Taps a segment, as a thumb does. */
const tap = (page, name, value) => page.locator(`label:has(input[name="${name}"][value="${value}"])`).tap();

/** Presses a key until the focus is on a control that fits. */
async function keyTo(page, selector) {
  for (let pressed = 0; pressed < 120; pressed += 1) {
    if (await page.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`the keyboard does not come to ${selector}`);
}

const secret = "At Zuiderpolder she asked for the date and then answered it herself.";
const words = "I will ask for the date and count to five.";

test("a coach logs a session on a phone by thumb, in less than a minute, and the coachee makes it theirs", async () => {
  const [coach, coachee] = await Promise.all([enter("anselm"), enter("pieter")]);
  let address;
  await coach.on("/coaching/sessions/new", { width: 360, phone: true }, async ({ page, problems }) => {
    await page.locator("main tr", { hasText: "Pieter" }).locator("a.btn").tap();
    await page.waitForURL(/coachee=/);
    const began = performance.now();
    await tap(page, "kind", "skill");
    await tap(page, "stage", "close");
    await tap(page, "skill", "take_control");
    await page.locator("textarea[name=instance]").fill(secret);
    await page.locator("textarea[name=how]").fill("Ask, then count to five.");
    await page.locator("textarea[name=commitment]").fill(words);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.equal(over, 0, "nothing stands beyond the edge of the phone");
    const save = page.locator("form.phone button.pri");
    const box = await save.boundingBox();
    assert.ok(box.height >= 44 && box.y + box.height <= 800, "the verb is within the thumb's reach");
    const [answer] = await Promise.all([page.waitForResponse((response) => response.request().method() === "POST"), save.tap()]);
    assert.equal(answer.status(), 303);
    await page.waitForURL(/\/coaching\/sessions\/[0-9a-f-]{36}$/);
    const seconds = (performance.now() - began) / 1000;
    assert.ok(seconds < 60, `the entry took ${seconds} s`);
    console.log(`# three taps and three fields, sent after ${seconds.toFixed(1)} s of the browser's own time`);
    address = new URL(page.url()).pathname;
    assert.deepEqual(await accessible(page), []);
    assert.deepEqual(problems, []);
  });

  await coachee.on(address, { width: 360 }, async ({ page, problems }) => {
    assert.ok((await page.locator("main").innerText()).includes(secret), "the coachee reads what was seen");
    await page.getByLabel("What I will do").fill("I will ask for the date, count to five, and write it down.");
    await press(page, page.getByRole("button", { name: "These are my words" }));
    assert.match(await page.locator("figure.said").innerText(), /own words/);
    await press(page, page.locator("form.rate button").nth(3));
    await press(page, page.locator("#taps").getByRole("button", { name: "Yes" }));
    assert.equal(await page.locator('form.rate button[aria-pressed="true"]').innerText(), "4");
    assert.deepEqual(await accessible(page), []);
    assert.deepEqual(problems, []);
  });

  await coach.on(address, {}, async ({ page }) => {
    assert.equal(await page.locator("form.rate").count(), 0, "the coach sees neither the taps nor that they were made");
    assert.match(await page.locator("figure.said").innerText(), /own words/);
    await press(page, page.getByRole("button", { name: "Kept", exact: true }));
    assert.match(await page.locator("figure.said").innerText(), /confirmed/);
  });

  for (const login of ["marieke", "torvald", "noemie", "wiktor", "leif", "giulia", "jonna"]) {
    const other = await enter(login);
    await other.on(address, {}, async ({ page, status }) => {
      assert.ok(status === 404 || status === 403, `${login} is answered with ${status}`);
      assert.ok(!(await page.locator("body").innerText()).includes(secret));
    });
  }
});

test("a coach logs a session by keyboard alone, and it opens with the review of the last one", async () => {
  const coach = await enter("anselm");
  await coach.on("/coaching/sessions/new", {}, async ({ page, problems }) => {
    const link = page.locator("main tr", { hasText: "Saoirse" }).locator("a.btn");
    await link.focus();
    await Promise.all([page.waitForURL(/coachee=/), page.keyboard.press("Enter")]);
    const open = (await page.locator('input[name="outcome"]').count()) > 0;
    if (open) {
      await keyTo(page, 'input[name="outcome"]');
      await page.keyboard.press("Space");
    }
    await keyTo(page, 'input[name="kind"]');
    await page.keyboard.press("Space");
    await keyTo(page, 'input[name="stage"]');
    await page.keyboard.press("Space");
    await keyTo(page, "textarea[name=instance]");
    await page.keyboard.type("In Cork she let the buyer name the price of waiting.");
    await keyTo(page, "textarea[name=how]");
    await page.keyboard.type("Stay silent after the question.");
    await keyTo(page, "textarea[name=commitment]");
    await page.keyboard.type("I will write the question on my pad before I go in.");
    await keyTo(page, "form.phone button.pri");
    await Promise.all([page.waitForURL(/\/coaching\/sessions\/[0-9a-f-]{36}$/), page.keyboard.press("Enter")]);
    assert.match(await page.locator("main").innerText(), /price of waiting/);
    await page.goto(`${house.origin}/coaching/sessions/new`);
    await page.locator("main tr", { hasText: "Saoirse" }).locator("a.btn").click();
    await page.waitForURL(/coachee=/);
    assert.match(await page.locator("figure.said").innerText(), /write the question on my pad/);
    assert.deepEqual(problems, []);
  });
});

test("a coachee asks, the coach answers, and both start a plan, without script", async () => {
  const [coach, coachee] = await Promise.all([enter("giulia"), enter("elodie")]);
  await coachee.on("/coaching", { script: false }, async ({ page }) => {
    await page.getByLabel("What do you need?").selectOption("involvement");
    await page.getByLabel("What exactly").fill("Come to the steering group at Valmorin.");
    await press(page, page.getByRole("button", { name: "Ask", exact: true }));
    assert.match(await page.locator("#requests").innerText(), /steering group at Valmorin/);
  });
  await coach.on("/coaching", { script: false }, async ({ page }) => {
    await page.getByRole("link", { name: "Élodie Marchandeau" }).first().click();
    await page.waitForURL(/\/coaching\/people\//);
    const record = page.url();
    const form = page.locator("#requests form", { hasText: "Valmorin" });
    await form.locator('label:has(input[value="given"])').click();
    await press(page, form.getByRole("button", { name: "Answer" }));
    assert.match(await page.locator("#requests table").innerText(), /Yes/);

    const start = page.locator("#plan a", { hasText: "Start a plan" });
    if ((await start.count()) > 0) {
      await start.click();
      await page.waitForURL(/\/plan$/);
      await page.locator("select[name=skill-1]").selectOption("teach");
      await press(page, page.getByRole("button", { name: "Start a plan" }));
      assert.match(page.url(), /\/coaching\/plans\//);
      await page.goto(record);
    }
    assert.equal(await page.locator("#plan a[href*='/coaching/plans/']").count() > 0, true);
  });
});

test("a coach plans a session, calls it off with a reason that both read, and takes it back, without script", async () => {
  const [coach, coachee] = await Promise.all([enter("anselm"), enter("jonna")]);
  let address;
  let after;
  await coach.on("/coaching", { script: false, width: 360 }, async ({ page }) => {
    await page.getByRole("link", { name: /Jonna/ }).first().click();
    await page.waitForURL(/\/coaching\/people\//);
    await page.getByRole("link", { name: "Plan a session" }).click();
    await page.getByLabel("Topic").fill("The price of waiting at Zuiderpolder");
    await press(page, page.getByRole("button", { name: "Plan a session" }));
    address = new URL(page.url()).pathname;
    await page.locator("summary", { hasText: "Call it off" }).click();
    await page.getByLabel("Why").fill("The customer moved us to next week.");
    await press(page, page.getByRole("button", { name: "Call it off" }));
    after = page.url().replace(house.origin, "");
    assert.match(await page.locator(".notice").innerText(), /Called off/);
    assert.match(await page.getByRole("link", { name: "Plan another day" }).getAttribute("href"), /appointment\?like=/);
  });
  await coachee.on(address, {}, async ({ page, problems }) => {
    assert.match(await page.locator("h1").innerText(), /Session with Anselm/);
    assert.match(await page.locator("main").innerText(), /moved us to next week/);
    assert.equal(await page.getByRole("button", { name: "Undo" }).count(), 0, "whoever called it off takes it back");
    assert.deepEqual(await accessible(page), []);
    assert.deepEqual(problems, []);
  });
  await coach.on(after, {}, async ({ page, problems }) => {
    assert.deepEqual(await accessible(page), []);
    await press(page, page.locator(".notice").getByRole("button", { name: "Undo" }));
    assert.equal(await page.locator("summary", { hasText: "Call it off" }).count(), 1);
    assert.deepEqual(problems, []);
  });
});

test("a light opens to the minutes behind it, and the record prints", async () => {
  const coach = await enter("anselm");
  await coach.on("/coaching", {}, async ({ page, problems }) => {
    await page.locator('a[href="/coaching?light=2#lights"]').first().click();
    await page.waitForURL(/light=2/);
    assert.match(await page.locator(".why").innerText(), /Core/);
    assert.deepEqual(await accessible(page), []);
    await page.getByRole("link", { name: /Jonna/ }).first().click();
    await page.waitForURL(/\/coaching\/people\//);
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.locator("nav.nav").isVisible(), false, "paper has no navigation");
    assert.equal(await page.locator("h1").isVisible(), true);
    assert.deepEqual(problems, []);
  });
});
