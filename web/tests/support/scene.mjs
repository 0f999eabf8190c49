// A house and a browser, opened together and closed together, also when only one of them opens.

import { openHouse } from "./house.mjs";
import { openBrowser } from "./visitor.mjs";

/** Gives `{ house, browser, close() }`; whatever opened is closed again when the other does not. */
export async function openScene(command) {
  const opened = await Promise.allSettled([openHouse(command), openBrowser()]);
  const [house, browser] = opened.map(({ value }) => value);
  const close = async () => {
    await Promise.all([house?.stop(), browser?.close()]);
  };
  const failed = opened.find(({ status }) => status === "rejected");
  if (failed) {
    await close();
    throw failed.reason;
  }
  return { house, browser, close };
}
