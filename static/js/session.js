// Asks before a session ends for want of use. All tabs share one clock: the last request of any of them counts.

const SHARED = "vru-portal-session-ends";
const MINUTE = 60 * 1000;
const WARNING = 5 * MINUTE;

function readShared() {
  try {
    return Number(localStorage.getItem(SHARED)) || 0;
  } catch {
    return 0;
  }
}

function writeShared(time) {
  try {
    localStorage.setItem(SHARED, String(time));
  } catch {
    // Without storage each tab keeps its own time.
  }
}

class SessionWarning {
  constructor(dialog) {
    this.dialog = dialog;
    this.idle = Number(dialog.dataset.idleSeconds) * 1000;
    this.latest = dialog.dataset.secondsLeft ? Date.now() + Number(dialog.dataset.secondsLeft) * 1000 : Infinity;
    this.warning = Math.min(WARNING, this.idle / 2);
    this.stay = dialog.querySelector("[data-session-stay]");
    this.over = false;
    this.used();
    this.listen();
    this.check();
  }

  listen() {
    this.stay.addEventListener("submit", (event) => this.keep(event));
    this.dialog.querySelector("[data-session-close]").addEventListener("click", () => this.dialog.close());
    // Escape answers the question with yes; once signed out it only closes the dialog.
    this.dialog.addEventListener("cancel", (event) => !this.over && this.keep(event));
    window.addEventListener("storage", (event) => event.key === SHARED && this.heard());
    document.addEventListener("visibilitychange", () => this.check());
    window.addEventListener("pageshow", () => this.check());
    document.addEventListener("submit", (event) => {
      if (event.target.matches("[data-signs-out]")) writeShared(1);
    });
    this.followRequests();
  }

  // Whatever the page asks the server for keeps the session alive, so it moves the clock too.
  followRequests() {
    const plainFetch = window.fetch.bind(window);
    window.fetch = async (input, options) => {
      const answer = await plainFetch(input, options);
      const signedIn = answer.ok && !answer.redirected && options?.credentials !== "omit";
      if (signedIn && answer.url.startsWith(location.origin)) this.used();
      return answer;
    };
  }

  used() {
    if (this.over) return;
    this.ends = Math.min(Date.now() + this.idle, this.latest);
    writeShared(this.ends);
    this.close();
    this.plan();
  }

  heard() {
    const shared = readShared();
    if (!shared) return;
    this.ends = Math.min(shared, this.latest);
    this.over = false;
    this.dialog.classList.remove("portal-dialog--over");
    this.close();
    this.check();
  }

  close() {
    if (this.dialog.open) this.dialog.close();
  }

  plan() {
    clearTimeout(this.timer);
    const left = this.ends - Date.now();
    const wait = left > this.warning ? left - this.warning : Math.min(10 * 1000, Math.max(left, 0));
    this.timer = setTimeout(() => this.check(), wait + 50);
  }

  check() {
    if (this.over) return;
    const left = this.ends - Date.now();
    if (left <= 0) {
      this.end();
      return;
    }
    if (left <= this.warning) this.warn(left);
    this.plan();
  }

  warn(left) {
    const minutes = Math.ceil(left / MINUTE);
    this.say("[data-session-time]", minutes === 1 ? "1 minute" : `${minutes} minutes`);
    this.open();
  }

  say(selector, text) {
    const target = this.dialog.querySelector(selector);
    if (target.textContent !== text) target.textContent = text;
  }

  open() {
    if (!this.dialog.open) this.dialog.showModal();
  }

  end() {
    this.over = true;
    clearTimeout(this.timer);
    this.close();
    this.dialog.classList.add("portal-dialog--over");
    this.open();
  }

  async keep(event) {
    event.preventDefault();
    this.say("[data-session-problem]", "");
    const form = this.stay;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
      if (!answer.ok || answer.redirected) this.end();
    } catch {
      this.say("[data-session-problem]", "You are offline. Try again when you have signal.");
    }
  }
}

export function warnBeforeSessionEnds() {
  const dialog = document.querySelector("dialog[data-idle-seconds]");
  if (dialog?.showModal) new SessionWarning(dialog);
}
