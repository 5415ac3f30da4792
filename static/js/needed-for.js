// Show a part of a form only while the choice that needs it is made.
// Without script everything shows, each part with a hint that says what it is needed for.
for (const form of document.querySelectorAll("[data-needs]")) {
  const parts = form.querySelectorAll("[data-needed-for]");
  const show = () => {
    const chosen = new FormData(form).get(form.dataset.needs);
    for (const part of parts) {
      part.hidden = chosen !== null && !part.dataset.neededFor.split(" ").includes(chosen);
    }
  };
  form.addEventListener("change", show);
  show();
}
