/* A navigation that ends another one also ends the transition to its page. That is no error, though some browsers report
   it as one. */

addEventListener("unhandledrejection", (event) => {
  const { reason } = event;
  if (reason instanceof DOMException && /transition/i.test(reason.message)) event.preventDefault();
});
