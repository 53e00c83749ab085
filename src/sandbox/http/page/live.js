
"use strict";
const state = document.getElementById("state");

// What the sandbox wrote was escaped there. It is taken over as it is, and nothing is made of texts here.
function replace(part, fresh) {
  if (!fresh || fresh.innerHTML === part.innerHTML) return;
  const focused = part.contains(document.activeElement) && document.activeElement.getAttribute("href");
  part.replaceChildren(...fresh.childNodes);
  const links = Array.from(part.querySelectorAll("a"));
  links.find((link) => link.getAttribute("href") === focused)?.focus({ preventScroll: true });
}

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll(".live")) replace(part, fresh.getElementById(part.id));
}

async function follow() {
  await refresh().catch(() => { state.textContent = "The sandbox does not answer."; });
  setTimeout(follow, 1000);
}
follow();
