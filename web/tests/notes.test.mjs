// Notes on a record in a real browser: written and answered, a task made of marked words, done and undone.

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

const signIn = (login) => Visitor.signIn(browser, house.origin, house.accounts.find((account) => account.login === login));

/** Does something that leads to another page, and waits for it. */
async function leads(page, act) {
  await Promise.all([page.waitForEvent("load"), act()]);
}

/** The page of the account on which the demonstration has notes. */
async function opened(page) {
  await page.goto(`${house.origin}/accounts?q=A-1001`);
  await page.goto(new URL(await page.locator('main table a[href^="/accounts/"]').first().getAttribute("href"), house.origin).href);
}

test("a note is written and deleted, and the deletion undone, without script", async () => {
  const jonna = await signIn("jonna");
  await jonna.on("/", { script: false }, async ({ page }) => {
    await opened(page);
    const notes = page.locator("#notes");
    await notes.locator("summary", { hasText: "Write a note" }).click();
    await notes.locator("#new-note").fill("Rang at ten.\n\n- calls back on Friday");
    await leads(page, () => notes.getByRole("button", { name: "Keep the note" }).click());
    const note = notes.locator(".remarks > li").first();
    assert.match(await note.innerText(), /Rang at ten\.\s+calls back on Friday/);
    assert.equal(await note.locator("ul > li").count(), 1);
    await leads(page, () => note.getByRole("button", { name: "Delete" }).click());
    assert.doesNotMatch(await notes.innerText(), /Rang at ten/);
    await leads(page, () => page.locator(".notice").getByRole("button", { name: "Undo" }).click());
    assert.match(await notes.locator(".remarks > li").first().innerText(), /Rang at ten/);
  });
});

test("marked words of a note become a task, which is done and undone", async () => {
  const jonna = await signIn("jonna");
  await jonna.on("/", {}, async ({ page, problems }) => {
    await opened(page);
    const note = page.locator("#notes .remarks > li", { hasText: "hours of standstill" });
    await note.locator(".words li").nth(1).selectText();
    await leads(page, () => note.locator("a[data-task]").first().click());
    const field = page.getByLabel("Task");
    assert.equal(await field.inputValue(), "Decides before the summer shutdown");
    assert.deepEqual(await accessible(page), []);
    await field.fill("Ask again before the summer shutdown");
    await leads(page, () => page.getByRole("button", { name: "Save" }).click());
    const row = page.locator("#tasks tr", { hasText: "Ask again before the summer shutdown" });
    await leads(page, () => row.getByRole("button", { name: "Done" }).click());
    assert.match(await row.innerText(), /done by Jonna Vestergren/);
    await leads(page, () => page.locator(".notice").getByRole("button", { name: "Undo" }).click());
    assert.doesNotMatch(await row.innerText(), /done by/);
    assert.deepEqual(await accessible(page), []);
    assert.deepEqual(problems, []);
  });
});

test("colleagues are offered after @ and two letters, by keyboard and by touch", async () => {
  const jonna = await signIn("jonna");
  for (const phone of [false, true]) {
    await jonna.on("/", { phone, width: phone ? 360 : 1280 }, async ({ page, problems }) => {
      await opened(page);
      const field = page.locator("#new-note");
      const list = page.locator("#new-note-names");
      const offered = list.getByRole("option");
      if (!(await field.isVisible())) await page.locator("#notes summary", { hasText: "Write a note" }).click();
      await field.fill("Write to a@b.example");
      await field.press("End");
      assert.equal(await list.isVisible(), false, "an address of a mail names nobody");
      await field.fill("");
      await field.pressSequentially("Ask @an");
      await offered.filter({ hasText: "Anselm Brückner" }).waitFor();
      assert.ok(!(await offered.allInnerTexts()).includes("Jonna Vestergren"), "nobody names themselves");
      assert.equal(await field.getAttribute("aria-activedescendant"), await list.locator("[aria-selected=true]").getAttribute("id"));
      assert.deepEqual(await accessible(page), []);
      await field.press("Escape");
      assert.equal(await list.isVisible(), false);
      await field.pressSequentially("s");
      await offered.first().waitFor();
      assert.deepEqual(await offered.allInnerTexts(), ["Anselm Brückner"]);
      if (phone) await offered.first().tap();
      else await field.press("Enter");
      assert.equal(await field.inputValue(), "Ask @Anselm Brückner ");
      assert.ok(await field.evaluate((at) => at === document.activeElement), "one writes on");
      assert.equal(await list.isVisible(), false);
      assert.deepEqual(problems, []);
    });
  }
});

test("a file comes back as it was sent, under its own name", async () => {
  const jonna = await signIn("jonna");
  await jonna.on("/", {}, async ({ page }) => {
    await opened(page);
    const link = page.locator("#files a", { hasText: "Standstill in the third quarter.csv" });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    assert.equal(download.suggestedFilename(), "Standstill in the third quarter.csv");
  });
});
