// A house of three small pages that speaks as `mainstay demo` does, so that the checks themselves can be tested.

import { createServer } from "node:http";

const style = `body { margin: 0; color: #111; background: #fff } a { color: inherit }
  .still { outline: none } @media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } .grey { color: #333 } }`;
const pageOf = (body, head = "") =>
  `<!doctype html><html lang="en"><head><title>Example</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css">${head}</head>` +
  `<body><main>${body}</main></body></html>`;

const form = `<h1>Sign in</h1><form method="post" action="/sign-in"><label>Login <input name="login"></label>
  <label>Password <input name="password" type="password"></label><button type="submit">Sign in</button></form>`;
const pages = {
  "/sign-in": pageOf(form),
  "/": pageOf('<h1>Home</h1><p><a href="/faulty">Faulty</a></p>'),
  "/faulty": pageOf(
    `<h1 hidden>Faulty</h1><p class="grey" inert><a href="/gone">Gone</a></p><p class="grey">Grey <button class="still">Still</button></p>
    <img src="/style.css"><p class="wide">${"wide".repeat(500)}</p><!-- ${"heavy".repeat(25_000)} -->`,
    "<script>document.title = 'refused'</script>",
  ),
};

const server = createServer((request, response) => {
  const signedIn = request.headers.cookie?.includes("session=") ?? false;
  const { pathname } = new URL(request.url, "http://localhost");
  response.setHeader("content-security-policy", "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'");
  if (request.method === "POST") {
    response.writeHead(303, { location: "/", "set-cookie": "session=1; HttpOnly; Path=/" }).end();
  } else if (pathname === "/style.css") {
    response.writeHead(200, { "content-type": "text/css" }).end(style);
  } else if (pathname !== "/sign-in" && !signedIn) {
    response.writeHead(303, { location: "/sign-in" }).end();
  } else {
    const body = pages[pathname];
    response.writeHead(body ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(body ?? pageOf("<h1>Not found</h1>"));
  }
});

process.once("SIGTERM", () => {
  server.closeAllConnections();
  server.close();
});
server.listen(0, "127.0.0.1", () => {
  console.log("sign in: ann secret account manager");
  console.log(`ready on http://127.0.0.1:${server.address().port}`);
});
