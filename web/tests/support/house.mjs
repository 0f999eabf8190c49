// A running `mainstay demo` with data of its own: started, waited for, stopped, swept away.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");

/** The built program; `cargo xtask test` builds it and names it. */
export const binary = process.env.MAINSTAY_BIN ?? join(root, "target/debug/mainstay");

/**
 * Starts the program and waits until it says where it is ready.
 * Gives `{ origin, accounts: [{ login, password, role }], stop() }`.
 */
export async function openHouse(command = [binary]) {
  const data = await mkdtemp(join(tmpdir(), "mainstay-browser-"));
  const [program, ...first] = command;
  const child = spawn(program, [...first, "demo", "--port", "0", "--data", data], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  try {
    return { ...(await ready(child)), stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** The longest that a start may take before it counts as stuck, in milliseconds; a start on a busy machine takes a few seconds. */
const startMax = 180_000;

function ready(child) {
  const accounts = [];
  const words = [];
  createInterface({ input: child.stderr }).on("line", (line) => words.push(line));
  return new Promise((resolve, reject) => {
    AbortSignal.timeout(startMax).addEventListener("abort", () => reject(new Error("the program does not say that it is ready")));
    child.once("error", (fault) => reject(new Error(`${child.spawnfile} could not be started: ${fault.message}`)));
    child.once("close", (code) => reject(new Error(`the program ended (${code}) before it was ready:\n${words.slice(-20).join("\n")}`)));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const account = /^\s*sign in: (\S+) (\S+) (.+)$/.exec(line);
      if (account) accounts.push({ login: account[1], password: account[2], role: account[3].trim() });
      const address = /ready on (http:\/\/\S+)/.exec(line);
      if (address) resolve({ origin: address[1].replace(/\/$/, ""), accounts });
    });
  });
}
