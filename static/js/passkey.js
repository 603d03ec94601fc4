// Says on the page that a passkey could not be used; allauth's scripts only write it to the console.

export function explainPasskeyProblems() {
  document.addEventListener("allauth.error", () => {
    const problem = document.querySelector("[data-passkey-problem]");
    if (!problem) return;
    problem.textContent = "That did not work, or took too long. Try again, or use another way.";
  });
}
