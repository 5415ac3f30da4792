// A phone's voice, for a Chromium that has none: it writes down what it is asked to say, names each
// word as it comes to it, and its voices arrive late, as they do. VOICES and PACE are set before.
(() => {
  const said = (window.said = []);
  let voices = [];
  let now = null;

  window.SpeechSynthesisUtterance = class {
    constructor(text) {
      this.text = text;
    }
  };

  const synthesis = {
    getVoices: () => voices,
    speak(utterance) {
      const words = [...utterance.text.matchAll(/\S+/g)];
      said.push({ text: utterance.text.trim().replace(/\s+/g, " "), voice: utterance.voice?.name });
      now = utterance;
      const next = () => {
        if (now !== utterance) return;
        const word = words.shift();
        if (!word) {
          now = null;
          utterance.onend?.({ type: "end" });
          return;
        }
        utterance.onboundary?.({ name: "word", charIndex: word.index });
        setTimeout(next, PACE);
      };
      setTimeout(next, 5);
    },
    cancel() {
      const stopped = now;
      now = null;
      said.push({ stopped: true });
      setTimeout(() => stopped?.onerror?.({ type: "error", error: "canceled" }), 0);
    },
  };
  Object.defineProperty(window, "speechSynthesis", { value: synthesis });
  setTimeout(() => {
    voices = VOICES;
    synthesis.onvoiceschanged?.({});
  }, 60);
})();
