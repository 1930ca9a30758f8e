// allauth reports a passkey that did not work on the console only; here the reader is told.
document.addEventListener("allauth.error", (event) => {
  const problem = document.getElementById("passkey-problem");
  if (!problem) return;
  event.preventDefault();
  problem.hidden = false;
});
document.addEventListener("click", (event) => {
  const problem = document.getElementById("passkey-problem");
  if (problem && event.target.closest("button")) problem.hidden = true;
});
