// Asks before a page is left with something typed on it that was not sent:
//   data-unsaved    a form whose text somebody would have to think of again; with a value, it
//                   came back as it was typed
//   data-leaves     a link that is more urgent than what was typed beside it
// Another form on the page, such as "Take a break" or "Delete", is meant and asks nothing.

const typed = new Set();

function ask(event) {
  event.preventDefault();
}

function keep() {
  if (typed.size) addEventListener("beforeunload", ask);
  else removeEventListener("beforeunload", ask);
}

for (const form of document.querySelectorAll("[data-unsaved]")) {
  // What came back, with an error or to be looked at, is not kept anywhere either.
  if (form.dataset.unsaved || form.querySelector("[aria-invalid=true]")) typed.add(form);
  form.addEventListener("input", () => {
    typed.add(form);
    keep();
  });
}
keep();

addEventListener("submit", (event) => {
  if (event.target.matches("[data-unsaved]")) typed.delete(event.target);
  else typed.clear();
  keep();
});

for (const link of document.querySelectorAll("[data-leaves]")) {
  link.addEventListener("click", () => {
    typed.clear();
    keep();
  });
}
