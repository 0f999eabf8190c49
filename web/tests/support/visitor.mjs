// Someone at a browser: signs in once, then visits pages at any width, in light or dark, with or without script.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** The real Chromium, headless. `cargo xtask test` finds or installs it and names it. */
export async function openBrowser() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  const folders = (process.env.PATH ?? "").split(":");
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));
  const executablePath = process.env.MAINSTAY_TEST_CHROMIUM ?? found;
  if (!executablePath) throw new Error("Chromium is missing: run `cargo xtask setup`");
  return chromium.launch({ executablePath });
}

export class Visitor {
  /** Nobody: sees the public pages. */
  constructor(browser, origin, name = "anonymous", state = undefined) {
    Object.assign(this, { browser, origin, name, state });
  }

  /** Signs an account in through the page's own form, without script. */
  static async signIn(browser, origin, { login, password, role }) {
    const context = await browser.newContext({ javaScriptEnabled: false });
    try {
      const page = await context.newPage();
      await page.goto(`${origin}/sign-in`);
      await page.locator("input[name=login]").fill(login);
      await page.locator("input[name=password]").fill(password);
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.request().method() === "POST"),
        page.locator("input[name=password]").press("Enter"),
      ]);
      if (answer.status() >= 400) throw new Error(`signing in as ${login} was answered with ${answer.status()}`);
      await page.waitForURL((url) => url.pathname !== "/sign-in");
      return new Visitor(browser, origin, role, await context.storageState());
    } finally {
      await context.close();
    }
  }

  /**
   * Opens a page in a browser that has never seen it, and waits until it has come to rest.
   * Gives `{ page, status, problems, bytes, close() }`: what the browser complained about, and what was transferred.
   */
  async visit(path, { width = 1280, theme = "light", script = true, phone = false } = {}) {
    const context = await this.browser.newContext({
      viewport: { width, height: 800 },
      colorScheme: theme,
      javaScriptEnabled: script,
      hasTouch: phone,
      isMobile: phone,
      reducedMotion: "reduce",
      storageState: this.state,
    });
    const page = await context.newPage();
    if (script) await page.addInitScript({ path: axe });
    const seen = { page, status: 0, problems: [], bytes: 0, close: () => context.close() };
    await watch(context, page, seen);
    const response = await page.goto(this.origin + path, { waitUntil: "load" });
    seen.status = response.status();
    if (script) await atRest(page);
    return seen;
  }

  /** Does something on a visited page and closes it, whatever happens. */
  async on(path, options, work) {
    const seen = await this.visit(path, options);
    try {
      return await work(seen);
    } finally {
      await seen.close();
    }
  }
}

async function watch(context, page, seen) {
  page.on("console", (message) => {
    if (message.type() === "error") seen.problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (fault) => seen.problems.push(`script: ${fault.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Whoever leaves a page at once breaks off the loading of its icon, which the browser asks for last.
    const left = why === "net::ERR_ABORTED" && request.url().endsWith("/favicon.svg");
    if (!left) seen.problems.push(`not loaded: ${request.url()} (${why})`);
  });
  const protocol = await context.newCDPSession(page);
  await protocol.send("Network.enable");
  protocol.on("Network.loadingFinished", ({ encodedDataLength }) => {
    seen.bytes += encodedDataLength;
  });
}

/** Fonts are there and nothing that ends is still moving. */
export async function atRest(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document.getAnimations().filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    await Promise.allSettled(ending.map((animation) => animation.finished));
  });
}
