// A button that fills the screen with the page, where the browser can; Escape ends it.
const button = document.querySelector("[data-full-screen]");

if (document.fullscreenEnabled) {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
}
