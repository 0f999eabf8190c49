// The pages that are checked in a real browser, by role, and photographed by `npm run shots`.
//
// A page is a path, or `{ from, follow }`: the first link on the page `from` that the selector `follow` finds, for pages whose
// address holds an id. Pages without sign-in stand under `anonymous`. A role that is not listed sees `everyone`.

export const everyone = ["/"];

export const paths = {
  anonymous: ["/sign-in"],
};

/** The pages of a role. */
export function pathsOf(role) {
  return paths[role] ?? everyone;
}

/** The path of an entry, found by following its link where it is not written out. */
export async function pathOf(visitor, entry) {
  if (typeof entry === "string") return entry;
  const from = await pathOf(visitor, entry.from);
  return visitor.on(from, {}, async ({ page }) => {
    const href = await page.locator(entry.follow).first().getAttribute("href");
    const url = new URL(href, visitor.origin + from);
    return url.pathname + url.search;
  });
}
